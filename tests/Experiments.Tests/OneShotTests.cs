namespace Experiments.Tests;

public sealed class OneShotTests
{
    // Two of each of three classes, and one that lies with another class than its own.
    private readonly OneShot _points = new([[0, 0], [0, 1], [9, 0], [9, 1], [0, 9], [1, 9], [8, 1]], [5, 5, 7, 7, 8, 8, 5]);

    [Fact]
    public void an_episode_has_another_example_of_the_class_that_is_asked_for_and_one_of_each_other()
    {
        int[] classes = [5, 5, 7, 7, 8, 8, 5];
        Assert.All(_points.Draw(200, ways: 3, new Random(1)), episode =>
        {
            Assert.Equal([5, 7, 8], episode.Known.Select(known => classes[known]).Order());
            Assert.Equal(classes[episode.Asked], classes[episode.Known[episode.Answer]]);
            Assert.DoesNotContain(episode.Asked, episode.Known);
        });
    }

    [Fact]
    public void the_nearest_is_what_is_told()
    {
        var right = new Episode(Asked: 1, Known: [2, 0, 4], Answer: 1);
        var wrong = new Episode(Asked: 6, Known: [2, 0, 4], Answer: 1);
        Assert.Equal((1, 0), (_points.Told(right), _points.Told(wrong)));
        Assert.Equal(0.5, _points.Right([right, wrong]));
    }

    [Fact]
    public void the_same_seed_draws_the_same_episodes() => Assert.Equal(
        _points.Draw(20, ways: 2, new Random(3)).Select(episode => $"{episode.Asked} {string.Join(',', episode.Known)}"),
        _points.Draw(20, ways: 2, new Random(3)).Select(episode => $"{episode.Asked} {string.Join(',', episode.Known)}"));
}
