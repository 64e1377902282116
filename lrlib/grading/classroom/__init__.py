"""What lies in the course's folders: who has handed in what, stored results, graded notebooks."""
