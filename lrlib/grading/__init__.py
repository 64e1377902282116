"""How a class is graded.

Nothing in here knows logistic regression: any nbgrader course is served whose test cells call
the learner's functions and compare plain data. The rooms stand in the order in which a
submission passes through them, and each imports only from those above it.

- `outcomes`: what a check cell earned and why; the words of all other rooms.
- `sandbox`: where the learner's code runs (`host` starts it, `inside` is what runs in it), and
  `calls`: functions that stand in for the learner's and send arguments there.
- `course`: what the course says. `assignment` is the source notebook, verified, which gives
  order, imports, points and checks; `settings` says how submissions are run.
- `intake`: a submission, read as data from hostile files.
- `classroom`: what lies in the course's folders. `classwork` knows who has handed in what,
  `store` keeps results under a hash, `notebook` makes the graded notebook, `configuration` reads
  nbgrader's settings, `safety` looks for what lies open to others.
- `grade`: `run` grades one submission, `worker` is the process that does so again and again,
  `task` is one submission of a class, `executors` are the threads or the cluster that run tasks.
- `gradebook`: `read` and `write`, the only place that changes nbgrader's database.
- `tell`: feedback pages, report, exports.

`plugin` puts all this into `nbgrader autograde`. `command` is `lrlib grade`, and `class_run` its
work. `doctor` says what the machine allows, and `protect` lets nbgrader refuse where a course's
settings are not read. `feedback` and `exports` are the names that nbgrader's configuration uses.
"""
