"""项目库: needs of every village, declarations in order, projects from the library to the assets they leave (M15)."""
