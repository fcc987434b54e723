// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/demo/scene.h"

#include <algorithm>

namespace fulcrum::demo {
namespace {

constexpr std::array<std::array<double, 3>, kColors> kBaseColors{{
    {216, 46, 48},   // red
    {42, 158, 70},   // green
    {44, 92, 216},   // blue
    {246, 210, 40},  // yellow
    {142, 62, 180},  // purple
    {246, 136, 30},  // orange
}};

bool hasTwin(const std::vector<Object>& objects, const Object& object)
{
    return std::any_of(objects.begin(), objects.end(),
        [&](const Object& other) { return other.shape == object.shape && other.color == object.color; });
}

} // namespace

Scene drawScene(Rng& rng, Background background)
{
    static constexpr std::array<double, 3> kCountWeights{0.25, 0.5, 0.25};
    Scene scene;
    scene.background = background;
    scene.tone = rng.uniform(0.9, 1.1);
    scene.texture = rng.next();
    std::vector<std::size_t> cells = rng.sample(9, rng.weighted(kCountWeights) + 1);
    std::sort(cells.begin(), cells.end());
    for (const std::size_t cell : cells) {
        Object object;
        do {
            object.shape = static_cast<Shape>(rng.below(kShapes));
            object.color = static_cast<Color>(rng.below(kColors));
        } while (hasTwin(scene.objects, object));
        object.large = rng.chance(0.5);
        object.x = 11 + 21 * static_cast<double>(cell % 3) + rng.uniform(-1.4, 1.4);
        object.y = 11 + 21 * static_cast<double>(cell / 3) + rng.uniform(-1.4, 1.4);
        for (std::size_t channel = 0; channel < 3; ++channel) {
            const double base = kBaseColors[static_cast<std::size_t>(object.color)][channel];
            object.rgb[channel] = std::clamp(base + rng.uniform(-14, 14), 0.0, 255.0);
        }
        scene.objects.push_back(object);
    }
    return scene;
}

} // namespace fulcrum::demo
