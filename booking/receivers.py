"""What the other rooms tell this one."""
