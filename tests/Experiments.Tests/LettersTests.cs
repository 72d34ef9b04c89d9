using System.Text;
using ModelDsl.Runtime.Data;

namespace Experiments.Tests;

/// <summary>What eng/fonts.py has drawn: nothing that a network is tested on may be known to it in another guise.</summary>
public sealed class LettersTests
{
    [LettersFact]
    public void no_letter_of_the_test_has_its_capital_or_an_accented_form_among_those_to_learn_from()
    {
        var (train, test) = (Roots(Runs.Fonts.Train), Roots(Runs.Fonts.Test));
        Assert.True(train.Count > 40 && test.Count > 15, $"{train.Count} and {test.Count}");
        Assert.Empty(train.Intersect(test));
    }

    [LettersFact]
    public void no_picture_of_the_test_is_also_one_to_learn_from()
    {
        var known = Runs.Fonts.Train.Files.Select(Pixels).ToHashSet();
        Assert.DoesNotContain(Runs.Fonts.Test.Files, file => known.Contains(Pixels(file)));
    }

    [LettersFact]
    public void each_font_has_the_same_letters()
    {
        foreach (var part in (ImageFolder[])[Runs.Fonts.Train, Runs.Fonts.Test])
        {
            Assert.Equal(5, part.Classes.Count);
            var letters = part.Files.GroupBy(file => Path.GetFileName(Path.GetDirectoryName(file)), Path.GetFileName).ToList();
            Assert.All(letters, font => Assert.Equal(letters[0], font));
        }
    }

    private static HashSet<char> Roots(ImageFolder folder) =>
        [.. folder.Files.Select(file => char.ToLowerInvariant(((char)Convert.ToInt32(Path.GetFileNameWithoutExtension(file), 16)).ToString().Normalize(NormalizationForm.FormKD)[0]))];

    private static string Pixels(string file)
    {
        var picture = ImageFile.Read(file);
        Assert.Equal((1, 36, 36), (picture.Channels, picture.Height, picture.Width));
        return Convert.ToBase64String(picture.Pixels);
    }
}

/// <summary>A fact that needs the pictures of letters; without them it is skipped, and says so.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LettersFactAttribute : FactAttribute
{
    public LettersFactAttribute() => Skip = new Runs.Fonts().Missing;
}
