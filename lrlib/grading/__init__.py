"""How a class is graded.

Nothing in here knows logistic regression: any nbgrader course is served whose test cells call the
learner's functions and compare plain data. The rooms are listed by their imports: each imports only
from those above it. The way of a submission is drawn in ARCHITECTURE.md.

- `outcomes`: what a check cell earned and why; the types that all other rooms use.
- `sandbox`: where the learner's code runs. `host` starts it, `learner` is one process in it,
  `inside` is what runs there. `conversation` keeps time and replaces a process that died;
  `stand_in` is called like the learner's function and sends the arguments there.
- `course`: what the course says. `assignment` is the source notebook, verified, which gives order,
  imports, points and checks; `settings` says how submissions are run. `tables` reads CSV files that
  people wrote, `extensions` that of who has more time, and `moment` times.
- `intake`: a submission, read as data from hostile files. `archive` reads a platform's ZIP without
  unpacking it, and `upload_names` says whose an upload is.
- `classroom`: the course's folders. `classwork` knows who has handed in what, `seen` tells what has
  not changed, `store` keeps results under a hash, `results` has their types, `notebook` makes the
  autograded notebook, `configuration` reads nbgrader's settings, `safety` checks permissions and
  ways past the sandbox. `uploads` brings together what somebody has uploaded, and `placing` lays it
  down and keeps what it replaces.
- `grade`: `run` grades one submission, `verdict` says what a check cell earned. `serve` is the
  process that grades one submission after another, `worker` its handle, `requests` what the two say
  to each other. `task` is one submission of a class, `executors` are the threads or the cluster
  that run tasks.
- `gradebook`: `read` and `write`, the only place that changes nbgrader's database, with `lateness`
  for times and penalties, `extensions` for who has more time, `by_hand` for what a person has read,
  `changes` for what a run changed, `class_list` for who is missing from it and `roster` for who is
  meant by a platform's name.
- `tell`: feedback pages (`feedback` for nbgrader, `page`, `shown`, `code`; `hand_back` is `lrlib
  feedback`), the report (`report` for the command, `graded_work`, `report_document`, `class_page`,
  `report_people`, `report_table`, `report_chart`, `alike`), `exports`, `semester` for `lrlib
  marks`, and the words of a run (`summary`, `progress`).

`collect` is `lrlib collect`. `plugin` puts all this into `nbgrader autograde`. `command` is
`lrlib grade`, and `class_run` its work. `doctor` says what the machine allows, and `protect` makes
nbgrader refuse where a course's settings are not read. `feedback` and `exports` are the names that
nbgrader's configuration uses.
"""
