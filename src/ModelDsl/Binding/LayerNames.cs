using System.Globalization;
using ModelDsl.Graphs;
using ModelDsl.Layers;

namespace ModelDsl.Binding;

/// <summary>
/// The names of layers and blocks: the one given, else the keyword with a number. Where some stage of the body holds several of a kind, as VGG's do,
/// its layers are <c>conv3_1</c>, the first of the third stage; else they are counted through, <c>conv2</c>. A stage ends behind a pooling and before
/// whatever else makes the map half as large, or twice. Layers that learn nothing and stand alone of their kind need no number: <c>softmax</c>. A name
/// that was given to another layer is passed over.
/// </summary>
internal static class LayerNames
{
    /// <param name="places">The body.</param>
    /// <param name="bound">What its places came to.</param>
    /// <param name="inputs">The shapes it is given.</param>
    /// <param name="isBlock">A block's layers are counted through, so that they are called the same wherever it stands.</param>
    /// <param name="taken">Names that are passed over as given ones are.</param>
    public static string[] Assign(
        IReadOnlyList<Place> places, IReadOnlyList<BoundPlace?> bound, IReadOnlyList<Shape?> inputs, bool isBlock, IEnumerable<string> taken)
    {
        var stages = isBlock ? new int[places.Count] : Stages(places, bound, inputs);
        var names = places.Select(p => p.GivenName is { } given ? Prefix(p) + given.Text : "").ToArray();
        var given = new HashSet<string>(names.Concat(taken).Select(Naming.Pascal), StringComparer.Ordinal);
        var open = Enumerable.Range(0, places.Count).Where(i => names[i].Length == 0 && bound[i]?.Alias is null && Keyword(places[i]).Length > 0);
        foreach (var group in open.GroupBy(i => Prefix(places[i]) + Keyword(places[i])))
        {
            var staged = group.Where(i => stages[i] > 0).GroupBy(i => stages[i]).Any(stage => stage.Count() > 1);
            var first = places[group.First()];
            var numberless = group.Count() == 1 && first.Block is null
                && (first.Role != PlaceRole.Written || first.Kind!.Role is not (LayerRole.Weighted or LayerRole.Normalisation));
            var count = 0;
            var inStage = new Dictionary<int, int>();
            foreach (var i in group)
            {
                do
                {
                    count++;
                    inStage[stages[i]] = inStage.TryGetValue(stages[i], out var before) ? before + 1 : 1;
                    names[i] = numberless && count == 1 ? group.Key
                        : staged && stages[i] > 0 ? string.Format(CultureInfo.InvariantCulture, "{0}{1}_{2}", group.Key, stages[i], inStage[stages[i]])
                        : string.Format(CultureInfo.InvariantCulture, "{0}{1}", group.Key, count);
                }
                while (given.Contains(Naming.Pascal(names[i])));
            }
        }

        return names;
    }

    /// <summary>The name with a number higher by so many.</summary>
    public static string Following(string name, int by)
    {
        var (prefix, number) = Split(name);
        return prefix + (number + by).ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>A name and the number at its end, 0 where there is none: <c>basic2_13</c> is <c>basic2_</c> and 13.</summary>
    public static (string Prefix, int Number) Split(string name)
    {
        var digits = name.Length;
        while (digits > 0 && char.IsDigit(name[digits - 1])) digits--;
        return (name.Substring(0, digits), digits == name.Length ? 0 : int.Parse(name.Substring(digits), CultureInfo.InvariantCulture));
    }

    private static string Prefix(Place place) => place.Net is null ? "" : place.Net + ".";

    private static string Keyword(Place place) => place.Role switch
    {
        PlaceRole.AutoConvolution or PlaceRole.PadShortcut => "shortcut",
        PlaceRole.AutoNormalisation => "shortcut_bn",
        _ when place.Block is { } block => Naming.Variable(block.Definition.Name),
        _ => place.Kind is { } kind ? Naming.Variable(kind.Keyword) : "",
    };

    /// <summary>The stage of each place, from 1; 0 where there is no map any more.</summary>
    private static int[] Stages(IReadOnlyList<Place> places, IReadOnlyList<BoundPlace?> bound, IReadOnlyList<Shape?> inputs)
    {
        var stages = new int[places.Count];
        var (stage, isEmpty) = (1, true);
        var height = inputs.Count > 0 && inputs[0] is { IsImage: true } input ? input.Height : 0;
        for (var i = 0; i < places.Count; i++)
        {
            // Behind a mistake the map is what it was, and only fc, flatten and gap end it.
            var isMap = bound[i]?.Output.IsImage ?? (places[i].Kind is not (FullyConnectedKind or FlattenKind or GlobalAveragePoolKind) && height > 0);
            var made = bound[i]?.Output is { IsImage: true } output ? output.Height : height;
            if (!isMap)
            {
                stages[i] = places[i].Kind is GlobalAveragePoolKind ? stage : 0;
                continue;
            }

            var isPooling = places[i].Kind?.Role == LayerRole.Pooling;
            var scales = height > 0 && (2 * made <= height + 1 || made >= 2 * height) && (places[i].Syntax.Stride is not null || places[i].Kind is null || isPooling || made > height);
            if (scales && !isPooling && !isEmpty) stage++;
            stages[i] = stage;
            isEmpty = scales && isPooling;
            if (isEmpty) stage++;
            height = made;
        }

        return stages;
    }
}
