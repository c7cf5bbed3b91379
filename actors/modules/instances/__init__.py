"""Platform instances: which modules, institutions, instruments, rules and hours make a platform."""
