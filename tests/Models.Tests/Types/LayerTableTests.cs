using System.Reflection;
using ModelDsl.Runtime;

namespace ModelDsl.Models.Tests.Types;

/// <summary>The tables of generated classes: which row takes whose output.</summary>
public sealed class LayerTableTests
{
    public static TheoryData<string> Names => [.. ModelLibrary.Shipped.Classes.Keys.Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Names))]
    public void a_row_takes_inputs_of_the_network_or_rows_before_it_and_all_but_outputs_are_taken(string name)
    {
        var (rows, body) = (TableOf(ModelLibrary.Shipped.Classes[name]), ModelLibrary.Shipped.Described[name].Body);
        var known = body.Inputs.Select(input => input.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var row in rows)
        {
            Assert.NotEmpty(row.Inputs);
            Assert.Equal([], row.Inputs.Where(input => !known.Contains(input)));
            Assert.True(known.Add(row.Name), row.Name);
        }

        var loose = known.Except(rows.SelectMany(row => row.Inputs)).Count();
        Assert.InRange(loose, 1, body.Outputs.Count + ModelLibrary.Shipped.Described[name].Losses.Count);
    }

    [Fact]
    public void the_sum_of_a_residual_takes_its_body_and_its_shortcut()
    {
        var rows = TableOf(typeof(CifarResNet20)).ToDictionary(row => row.Name, row => string.Join(", ", row.Inputs));

        Assert.Equal("basic1_2.relu2", rows["basic1_3.conv1"]);
        Assert.Equal("basic1_3.bn2, basic1_2.relu2", rows["basic1_3.add"]);
        Assert.Equal("basic2_1.bn2, basic2_1.shortcut", rows["basic2_1.add"]);
        Assert.Equal("basic3_3.relu2", rows["gap"]);
    }

    private static LayerInfo[] TableOf(Type model) =>
        (LayerInfo[])(model.GetField("Table", BindingFlags.NonPublic | BindingFlags.Static) ?? throw new InvalidOperationException($"{model.Name} has no table.")).GetValue(null)!;
}
