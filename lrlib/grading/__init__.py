"""How a class is graded.

Nothing in here knows logistic regression: any nbgrader course is served whose test cells call
the learner's functions and compare plain data. A submission passes through

- `intake`: read as data, from hostile files, without trust;
- `assignment`: the course's own notebook, which gives order, imports and checks;
- `sandbox` and the folder `inside`: where the learner's code runs;
- `calls`: functions that stand in for the learner's and send arguments into the sandbox;
- `run`: the course's checks, run by the grader itself;
- `outcomes`: what a cell earned and why.

`worker` is the process that does all of this for one submission after another, `store` keeps
its results, and `classwork` knows who has handed in what. `plugin` puts it into nbgrader;
`command` grades a whole class with `task` in the threads or on the cluster of `executors`, and
`record` writes the gradebook. `doctor` says what the machine allows.
After it come `feedback` for learners, `report` for instructors and `exports` of the marks.
"""
