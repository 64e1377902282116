"""What is said about the marks: feedback for learners, reports and exports for instructors."""
