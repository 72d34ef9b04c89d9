using System.Globalization;
using ModelDsl.Graphs;
using ModelDsl.Layers;

namespace ModelDsl.Binding;

/// <summary>
/// The names of layers: the one given, else the keyword with a number. Where some stage of the model (the layers up to a pooling) holds several of a
/// kind, as VGG's do, its layers are <c>conv3_1</c>, the first of the third stage; else they are counted through, <c>conv2</c>. Layers that learn
/// nothing and stand alone of their kind need no number: <c>softmax</c>. A name that was given to another layer is passed over.
/// </summary>
internal static class LayerNames
{
    public static string[] Assign(IReadOnlyList<Place> places)
    {
        var stages = Stages(places);
        var names = places.Select(p => p.GivenName?.Text ?? "").ToArray();
        var given = new HashSet<string>(names.Select(Naming.Pascal), StringComparer.Ordinal);
        foreach (var group in Enumerable.Range(0, places.Count).Where(i => names[i].Length == 0).GroupBy(i => places[i].Kind))
        {
            if (group.Key is null) continue;
            var staged = group.Where(i => stages[i] > 0).GroupBy(i => stages[i]).Any(stage => stage.Count() > 1);
            var keyword = group.Key.Keyword;
            var alone = group.Count() == 1 && group.Key.Role is not (LayerRole.Weighted or LayerRole.Normalisation);
            var count = 0;
            var inStage = new Dictionary<int, int>();
            foreach (var i in group)
            {
                do
                {
                    count++;
                    inStage[stages[i]] = inStage.TryGetValue(stages[i], out var before) ? before + 1 : 1;
                    names[i] = alone && count == 1 ? keyword
                        : staged && stages[i] > 0 ? string.Format(CultureInfo.InvariantCulture, "{0}{1}_{2}", keyword, stages[i], inStage[stages[i]])
                        : string.Format(CultureInfo.InvariantCulture, "{0}{1}", keyword, count);
                }
                while (given.Contains(Naming.Pascal(names[i])));
            }
        }

        return names;
    }

    /// <summary>The stage of each layer, from 1; 0 behind the first fc, flatten or gap, where there are none.</summary>
    private static int[] Stages(IReadOnlyList<Place> places)
    {
        var stages = new int[places.Count];
        var stage = 1;
        for (var i = 0; i < places.Count; i++)
        {
            var kind = places[i].Kind;
            if (kind is FullyConnectedKind or FlattenKind) stage = 0;
            stages[i] = stage;
            if (kind?.Role == LayerRole.Pooling) stage = kind is GlobalAveragePoolKind ? 0 : stage == 0 ? 0 : stage + 1;
        }

        return stages;
    }
}
