"""Reading what is held about a person, who looked, what was asked, and what is due."""
