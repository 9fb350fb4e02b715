"""What each command of the command line does; `driver` chooses."""
