using ModelDsl.Runtime.Data;

namespace ModelDsl.Runtime.Watching;

/// <summary>A picture with what is said about it.</summary>
/// <param name="Name">A few words: what it shows.</param>
/// <param name="Picture">The picture.</param>
public sealed record NamedPicture(string Name, Picture Picture);
