using VerifyTests;

namespace ModelDsl.Tests.StageSnapshots;

/// <summary>What each stage makes of a few models, held still: a change of any stage shows as a difference to read.</summary>
[UsesVerify]
public sealed class StageSnapshots
{
    public static TheoryData<string, string, string> Cases()
    {
        var cases = new TheoryData<string, string, string>();
        foreach (var stage in ModelDsl.Stages.Names)
        {
            cases.Add("lenet5", "LeNet5", stage);
            cases.Add("fonts", "FontFeedForward", stage);
            if (stage != "csharp") cases.Add("alexnet", "AlexNet2012", stage);
        }

        cases.Add("vgg", "VggALrn", "graph");
        cases.Add("vgg", "VggD", "graph");
        cases.Add("resnet-cifar", "CifarResNet20", "graph");
        cases.Add("resnet-cifar", "CifarResNet20", "csharp");
        cases.Add("letters", "Letters", "tree");
        cases.Add("letters", "Letters", "graph");
        cases.Add("letters", "Letters", "csharp");
        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public Task stage(string file, string model, string stage) =>
        Verify(ModelDsl.Stages.Print(Models.Shipped(file), stage, model, Models.Library)).UseParameters(file, model, stage);
}
