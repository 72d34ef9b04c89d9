// Records need it and netstandard2.0 lacks it. The compiler looks it up by name.
namespace System.Runtime.CompilerServices;

internal static class IsExternalInit;
