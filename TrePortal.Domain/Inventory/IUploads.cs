using TrePortal.Domain.Kernel;

namespace TrePortal.Domain.Inventory;

/// <summary>Keeps what is sent until an import has read it. Whether the sender may is asked before.</summary>
public interface IUploads
{
    /// <summary>A place of its own for one upload.</summary>
    IUpload Begin();

    /// <summary>Server folders that the operator lets bulk files stay in.</summary>
    IReadOnlyList<string> FileRoots { get; }

    /// <summary>The folder, if it lies in an allowed one and no link leads out of it on the way.</summary>
    /// <param name="root">One of <see cref="FileRoots"/>.</param>
    /// <param name="folder">Relative to it; empty for the root itself.</param>
    Result<string> ResolveFileRoot(string root, string folder);
}

/// <summary>One upload on its way in. Disposing it deletes what came, unless it was kept.</summary>
public interface IUpload : IAsyncDisposable
{
    /// <summary>Writes one file as it arrives, counting bytes against the limits.</summary>
    /// <param name="name">As the sender named it; folders are kept where they mean something.</param>
    /// <param name="into">The asset it was sent for; null to tell it by its name.</param>
    /// <param name="content">Read to its end.</param>
    /// <param name="cancellation">The sender has gone.</param>
    Task<Result> ReceiveAsync(string name, InventoryAsset? into, Stream content, CancellationToken cancellation);

    /// <summary>What came, by asset. An archive of a whole release counts for each asset that it holds.</summary>
    /// <param name="fileRoot">Where the bulk files of the file inventory are; null when they came in the archive.</param>
    Result<IReadOnlyList<UploadedAsset>> Assets(string? fileRoot);

    /// <summary>The import owns it from here on.</summary>
    void Keep();
}
