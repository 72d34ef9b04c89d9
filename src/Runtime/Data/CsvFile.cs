using System.Globalization;

namespace ModelDsl.Runtime.Data;

/// <summary>
/// A table in a CSV file (RFC 4180, UTF-8): numbers, and classes as numbers or words. Every line has as many fields as the first; empty
/// lines are passed over.
/// </summary>
public sealed class CsvFile
{
    private readonly CsvFields _fields;
    private readonly string[] _columns;
    private readonly int _firstRow;

    private CsvFile(string path, CsvFields fields, CsvOptions options)
    {
        Path = path;
        _fields = fields;
        _firstRow = options.Header ? 1 : 0;
        _columns = new string[fields.Columns];
        for (int column = 0; column < _columns.Length; column++)
        {
            var name = options.Header ? fields.Text(0, column) : (column + 1).ToString(CultureInfo.InvariantCulture);
            if (_columns.AsSpan(0, column).Contains(name)) throw fields.Error(0, column, "a name that no other column has");
            _columns[column] = name;
        }

        if (Count == 0) throw new DataFileException(path, new FileInfo(path).Length, "a line below the names of the columns", "the end of the file");
    }

    /// <summary>The file it was read from.</summary>
    public string Path { get; }

    /// <summary>The names of the columns: what the first line says, or 1, 2, 3, ...</summary>
    public IReadOnlyList<string> Columns => _columns;

    /// <summary>The number of examples: lines, but for the names of the columns and empty ones.</summary>
    public int Count => _fields.Rows - _firstRow;

    /// <summary>Reads a file.</summary>
    /// <exception cref="DataFileException">A line has another number of fields than the first, a quote stays open, or there are no lines.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public static CsvFile Read(string path, CsvOptions? options = null)
    {
        options ??= new CsvOptions();
        options.Check();
        return new CsvFile(path, new CsvFields(path, File.ReadAllBytes(path), options.Separator), options);
    }

    /// <summary>The numbers of some columns, line after line.</summary>
    /// <exception cref="ArgumentException">There is no such column.</exception>
    /// <exception cref="DataFileException">A field is no number; the message says in which line and column.</exception>
    public float[] Numbers(params IReadOnlyList<string> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        int[] places = [.. columns.Select(Place)];
        var numbers = new float[checked(Count * places.Length)];
        int next = 0;
        for (int row = _firstRow; row < _fields.Rows; row++)
        {
            foreach (int column in places) numbers[next++] = Number(row, column);
        }

        return numbers;
    }

    /// <summary>
    /// The classes in a column, each once: in the order of their numbers where all are whole numbers, of their characters otherwise.
    /// </summary>
    /// <exception cref="ArgumentException">There is no such column.</exception>
    /// <exception cref="DataFileException">A field is empty.</exception>
    public IReadOnlyList<string> Classes(string column)
    {
        int place = Place(column);
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (int row = _firstRow; row < _fields.Rows; row++) names.Add(ClassName(row, place));
        bool numbers = names.All(name => long.TryParse(name, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _));
        return numbers
            ? [.. names.OrderBy(name => long.Parse(name, CultureInfo.InvariantCulture)).ThenBy(name => name, StringComparer.Ordinal)]
            : [.. names.Order(StringComparer.Ordinal)];
    }

    /// <summary>Examples with a class: the numbers of some columns, and the place of another column's field in the list of classes.</summary>
    /// <typeparam name="TInput">The network's input; as many numbers as there are columns for it.</typeparam>
    /// <param name="target">The column of the classes.</param>
    /// <param name="classes">The classes in their order; when not given, those of this file, as <see cref="Classes"/> lists them.</param>
    /// <param name="inputs">The columns that are input; when not given, all but the target.</param>
    /// <exception cref="ArgumentException">There is no such column.</exception>
    /// <exception cref="ShapeMismatchException">The input has another number of columns.</exception>
    /// <exception cref="DataFileException">A field is no number, or none of the classes; the message says in which line and column.</exception>
    public Dataset<TInput, Labels> Labelled<TInput>(string target, IReadOnlyList<string>? classes = null, IReadOnlyList<string>? inputs = null)
        where TInput : IShape
    {
        int place = Place(target);
        classes ??= Classes(target);
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < classes.Count; i++) numbers.Add(classes[i], i);
        var labels = new int[Count];
        for (int i = 0; i < labels.Length; i++)
        {
            if (!numbers.TryGetValue(ClassName(_firstRow + i, place), out labels[i]))
                throw _fields.Error(_firstRow + i, place, $"one of the classes {List(classes)}");
        }

        return new Dataset<TInput, Labels>(Inputs<TInput>(inputs, [target]), Examples.Labels(labels, classes.Count));
    }

    /// <summary>Examples with numbers to be foretold from others.</summary>
    /// <typeparam name="TInput">The network's input; as many numbers as there are columns for it.</typeparam>
    /// <typeparam name="TTarget">Its output; as many numbers as there are targets.</typeparam>
    /// <param name="targets">The columns to be foretold.</param>
    /// <param name="inputs">The columns that are input; when not given, all but the targets.</param>
    /// <exception cref="ArgumentException">There is no such column.</exception>
    /// <exception cref="ShapeMismatchException">Input or target has another number of columns.</exception>
    /// <exception cref="DataFileException">A field is no number; the message says in which line and column.</exception>
    public Dataset<TInput, Tensor<TTarget>> Regression<TInput, TTarget>(IReadOnlyList<string> targets, IReadOnlyList<string>? inputs = null)
        where TInput : IShape where TTarget : IShape
    {
        ArgumentNullException.ThrowIfNull(targets);
        return new Dataset<TInput, Tensor<TTarget>>(Inputs<TInput>(inputs, targets), Floats<TTarget>(targets));
    }

    private Examples<Tensor<TInput>> Inputs<TInput>(IReadOnlyList<string>? inputs, IReadOnlyList<string> targets) where TInput : IShape =>
        Floats<TInput>(inputs ?? [.. _columns.Where(column => !targets.Contains(column))]);

    private Examples<Tensor<TShape>> Floats<TShape>(IReadOnlyList<string> columns) where TShape : IShape
    {
        if (columns.Count != Examples.SizeOf<TShape>())
            throw new ShapeMismatchException($"the columns {List(columns)}", ShapeMismatchException.FormatBatch<TShape>(), [Count, columns.Count]);
        return Examples.Floats<TShape>(Numbers(columns));
    }

    private float Number(int row, int column)
    {
        var raw = _fields.Raw(row, column);
        if (raw.Length > 1 && raw[0] == '"') raw = raw[1..^1];
        if (float.TryParse(raw, NumberStyles.Float, CultureInfo.InvariantCulture, out float number) && float.IsFinite(number)) return number;
        throw _fields.Error(row, column, $"a number for '{_columns[column]}'");
    }

    private string ClassName(int row, int column)
    {
        var name = _fields.Text(row, column);
        return name.Length > 0 ? name : throw _fields.Error(row, column, $"a class for '{_columns[column]}'");
    }

    private int Place(string column)
    {
        int place = Array.IndexOf(_columns, column);
        return place >= 0 ? place : throw new ArgumentException($"{Path} has no column '{column}'; it has {List(_columns)}.");
    }

    private static string List(IReadOnlyList<string> names)
    {
        const int Most = 10;
        var first = string.Join(", ", names.Take(Most).Select(name => $"'{name}'"));
        return names.Count <= Most ? first : string.Create(CultureInfo.InvariantCulture, $"{first} and {names.Count - Most} more");
    }
}
