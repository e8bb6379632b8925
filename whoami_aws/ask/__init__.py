"""What drives the rest: gather a Host, then hand it to the pure part. One file for each question that can be asked."""
