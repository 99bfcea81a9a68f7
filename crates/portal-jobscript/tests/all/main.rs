//! Scripts as bash, Slurm and people read them.
