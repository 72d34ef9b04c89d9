namespace ModelDsl.Runtime.Data;

/// <summary>Of which old places each new place of an axis is made, and with which weights.</summary>
internal sealed class ResizedAxis
{
    private readonly int[] _first;
    private readonly int[] _count;
    private readonly float[] _weights;
    private readonly int _most;

    public ResizedAxis(int from, int to)
    {
        double scale = (double)from / to;
        _most = from > to ? (int)Math.Ceiling(scale) + 1 : 2;
        (_first, _count, _weights) = (new int[to], new int[to], new float[to * _most]);
        for (int place = 0; place < to; place++)
        {
            if (from > to) Cover(place, from, scale);
            else Interpolate(place, from, scale);
        }
    }

    /// <summary>Makes all places of a row.</summary>
    public void Apply(ReadOnlySpan<float> old, Span<float> made)
    {
        for (int place = 0; place < made.Length; place++)
        {
            float sum = 0;
            for (int i = 0; i < _count[place]; i++) sum += _weights[place * _most + i] * old[_first[place] + i];
            made[place] = sum;
        }
    }

    /// <summary>Makes one row of rows that lie behind each other.</summary>
    public void Mix(ReadOnlySpan<float> rows, int place, Span<float> made)
    {
        made.Clear();
        for (int i = 0; i < _count[place]; i++)
        {
            float weight = _weights[place * _most + i];
            var row = rows.Slice((_first[place] + i) * made.Length, made.Length);
            for (int x = 0; x < made.Length; x++) made[x] += weight * row[x];
        }
    }

    /// <summary>Shorter: the mean of what lies under the new place, parts of places at its ends.</summary>
    private void Cover(int place, int from, double scale)
    {
        var (start, end) = (place * scale, (place + 1) * scale);
        int first = (int)start;
        int last = Math.Min(from, (int)Math.Ceiling(end - 1e-9));
        _first[place] = first;
        _count[place] = last - first;
        for (int i = first; i < last; i++)
            _weights[place * _most + i - first] = (float)((Math.Min(end, i + 1) - Math.Max(start, i)) / scale);
    }

    /// <summary>Longer, or as long: between the two centres around the new one; outside of all centres, the outermost.</summary>
    private void Interpolate(int place, int from, double scale)
    {
        double centre = Math.Clamp((place + 0.5) * scale - 0.5, 0, from - 1);
        int first = (int)centre;
        float right = (float)(centre - first);
        _first[place] = first;
        _count[place] = right == 0 ? 1 : 2;
        (_weights[place * _most], _weights[place * _most + 1]) = (1 - right, right);
    }
}
