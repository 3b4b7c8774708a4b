using System.Security.Cryptography;
using TrePortal.Domain.Disclosure;

namespace TrePortal.Tests.Support;

/// <summary>No noise and the shortest reach, so that a test about something else can say what is published.</summary>
internal sealed class StillDice : IDisclosureDice
{
    public double Even() => 0;

    public byte[] Secret(int bytes) => RandomNumberGenerator.GetBytes(bytes);

    public int Normal(double deviation) => 0;
}
