using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.Extensions.DependencyInjection;
using TrePortal.Data.Inventory;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.ShowcaseBuilder;

namespace TrePortal.Data.ShowcaseBuilder;

/// <summary>Recipes, their previews, and the job that makes showcases.</summary>
internal static class ShowcaseBuilderServices
{
    public static IServiceCollection AddShowcaseBuilder(this IServiceCollection services)
    {
        services.AddScoped<ImportJobHandler>(); // by itself too: what is made is imported
        services.AddScoped<IJobHandler, DeriveJobHandler>();
        services.AddSingleton<IShowcaseWorkshop, ShowcaseWorkshop>();
        services.AddSingleton<RecipeSuggestions>();
        services.AddScoped<IShowcaseBuilderQueries, ShowcaseBuilderQueries>();
        return services;
    }
}

internal sealed class VersionRecipeConfiguration : IEntityTypeConfiguration<VersionRecipe>
{
    public void Configure(EntityTypeBuilder<VersionRecipe> builder)
    {
        builder.ToTable("ShowcaseRecipes");
        builder.Property(row => row.Id).ValueGeneratedNever();
        builder.Property(row => row.Recipe).HasJson();
        builder.Property(row => row.MadeHash).HasMaxLength(64);
        builder.HasIndex(row => row.Environment);
        builder.HasOne<InventoryVersion>().WithOne().HasForeignKey<VersionRecipe>(row => row.Id).OnDelete(DeleteBehavior.Cascade);
    }
}
