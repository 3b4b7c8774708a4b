using Microsoft.AspNetCore.Components;
using TrePortal.Web.Shared;
using TrePortal.Web.Shared.Store;

namespace TrePortal.Web.Features.Requests;

/// <summary>What the editor needs of the shell around it.</summary>
public sealed record EditorServices(Confirmation Confirmation, IDispatcher Dispatcher, NavigationManager Navigation, TimeProvider Clock);
