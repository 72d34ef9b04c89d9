namespace My.Models;
public sealed class Other;
