using ModelDsl.Diagnostics;
using ModelDsl.Text;

namespace ModelDsl.Generator;

/// <summary>
/// Classes that two files declare. The first, in the order of the paths, stands; the others are an error and give no C#, so that one mistake
/// is one error. Names that differ only in case count as equal: the generated files are told apart by them.
/// </summary>
internal sealed record DuplicateModels(EquatableArray<Problem> Problems, EquatableArray<Duplicate> Dropped)
{
    public static DuplicateModels Among(IEnumerable<Declaration> declarations)
    {
        var problems = new List<Problem>();
        var dropped = new List<Duplicate>();
        foreach (var group in declarations.GroupBy(declaration => declaration.Name, StringComparer.OrdinalIgnoreCase))
        {
            var first = group
                .OrderBy(declaration => declaration.Place.RelativePath, StringComparer.Ordinal)
                .ThenBy(declaration => declaration.Place.Span.Start)
                .First();
            // Two in one file are the compiler's to report.
            foreach (var other in group.Where(declaration => declaration.Place.Path != first.Place.Path))
            {
                var error = Catalogue.ModelDeclaredInAnotherFile(other.Place.Span, other.Name, first.Name, first.Place.ToString());
                problems.Add(new Problem(error.Code, error.Severity, error.Message, other.Place));
                dropped.Add(new Duplicate(other.Place.Path, other.Name));
            }
        }

        return new DuplicateModels(problems.ToEquatableArray(), dropped.ToEquatableArray());
    }

    public EquatableArray<GeneratedFile> Without(EquatableArray<GeneratedFile> sources) =>
        Dropped.Count == 0 ? sources : sources.Where(source => !Dropped.Contains(new Duplicate(source.Origin, source.Model))).ToEquatableArray();
}

internal readonly record struct Duplicate(string Path, string Model);
