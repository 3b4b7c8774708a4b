using TrePortal.Domain.Disclosure;

namespace TrePortal.Tests.Disclosure;

/// <summary>Dice that fall the same way in every run.</summary>
internal sealed class SeededDice(int seed) : IDisclosureDice
{
    private readonly Random _random = new(seed);

    public double Even() => _random.NextDouble();

    public int Normal(double deviation)
    {
        var normal = Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());
        return (int)Math.Round(Math.Clamp(normal, -3.5, 3.5) * deviation);
    }
}
