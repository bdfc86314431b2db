"""From a script file to a lecture: readers, and the outline."""
