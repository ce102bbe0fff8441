"""The Good Help Portal: the application, its shared kernel, its people and its front door."""
