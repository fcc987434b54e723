// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/rng.h"

#include <array>
#include <cstdint>
#include <vector>

namespace fulcrum::demo {

enum class Background { Paper, Wood, Grass, Sea, Night, Brick, Sand, Snow };
enum class Color { Red, Green, Blue, Yellow, Purple, Orange };
enum class Shape { Circle, Square, Triangle, Star, Cross };

inline constexpr int kBackgrounds = 8;
inline constexpr int kColors = 6;
inline constexpr int kShapes = 5;

/// Scenes are described on a canvas of 64 x 64 units; the rasteriser draws them at any number of pixels.
inline constexpr double kCanvas = 64;
inline constexpr double kSmallRadius = 5.5;
inline constexpr double kLargeRadius = 9;

struct Object
{
    Shape shape = Shape::Circle;
    Color color = Color::Red;
    bool large = false;
    double x = 0, y = 0;              ///< centre, canvas units
    std::array<double, 3> rgb{};      ///< the colour as drawn, 0..255
    double radius() const { return large ? kLargeRadius : kSmallRadius; }
};

struct Scene
{
    Background background = Background::Paper;
    double tone = 1;                  ///< brightness factor of the background
    std::uint64_t texture = 0;        ///< seed of the background's pattern
    std::vector<Object> objects;      ///< one to three, in reading order
};

/// One to three objects in distinct cells of a 3 x 3 grid; no two of them share both colour and shape.
Scene drawScene(Rng& rng, Background background);

} // namespace fulcrum::demo
