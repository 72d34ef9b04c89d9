// Large models one after the other: together they would need the memory of all, and what a test measures would be the others'.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
