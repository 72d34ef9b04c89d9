namespace My.Models;
public sealed class Second;
