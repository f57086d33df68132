"""The post: any file, by the road of its form."""
