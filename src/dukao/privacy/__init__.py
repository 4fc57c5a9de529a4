"""Personal information: what is held about whom, who looked, what is asked, and when it ends."""
