"""Reading the stream, patterns, letters and transfers: each as far as the actor may know of it."""
