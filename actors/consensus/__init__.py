"""What is agreed: batches held, the DAG of blocks, the commit rule, catching up."""
