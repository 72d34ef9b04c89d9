namespace My.Models;
public sealed class First;
