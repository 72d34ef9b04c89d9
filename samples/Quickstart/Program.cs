using ModelDsl.Models;
using ModelDsl.Runtime;
using ModelDsl.Runtime.Data;
using ModelDsl.Runtime.Training;

using var net = new LeNet5(seed: 1);
Console.WriteLine(net.Summary());

var digits = Mnist.Load();
using var optimizer = new Sgd(0.1, momentum: 0.9, nesterov: true, weightDecay: 5e-4);
var trainer = Trainer.For(net, optimizer, new TrainerOptions
{
    Epochs = 8,
    BatchSize = 128,
    Schedule = LearningRateSchedule.Cosine(warmUp: 0.5),
    Progress = TrainingProgress.OnConsole(),
});
trainer.Train(digits.Train.As<F1x28x28>(), digits.Test.As<F1x28x28>());
net.Save("lenet5.safetensors");

using var picture = digits.Test.Batch<F1x28x28>([0]);
using Tensor<F10> probabilities = net.Predict(picture);
var answers = probabilities.ToArray<float>();
Console.WriteLine($"The first test picture shows {digits.Test.Labels[0]}; the network reads {Array.IndexOf(answers, answers.Max())}, {answers.Max():P1} sure");
