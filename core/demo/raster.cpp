// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/demo/raster.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace fulcrum::demo {
namespace {

using Rgb = std::array<double, 3>;
struct Point
{
    double x = 0, y = 0;
};

Rgb mix(const Rgb& a, const Rgb& b, double share)
{
    return {a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share, a[2] + (b[2] - a[2]) * share};
}

Rgb scaled(const Rgb& color, double factor) { return {color[0] * factor, color[1] * factor, color[2] * factor}; }

/// Value noise: hashed lattice values, smoothly interpolated; 0..1.
class Noise
{
public:
    explicit Noise(std::uint64_t seed) : m_seed(seed) {}

    double lattice(std::int64_t x, std::int64_t y) const
    {
        std::uint64_t z = m_seed ^ (static_cast<std::uint64_t>(x) * 0x9e3779b97f4a7c15ULL)
            ^ (static_cast<std::uint64_t>(y) * 0xc2b2ae3d27d4eb4fULL);
        z = (z ^ (z >> 31)) * 0xbf58476d1ce4e5b9ULL;
        z = (z ^ (z >> 29)) * 0x94d049bb133111ebULL;
        return static_cast<double>((z ^ (z >> 32)) >> 11) * 0x1.0p-53;
    }
    double at(double x, double y) const
    {
        const double floorX = std::floor(x), floorY = std::floor(y);
        const auto ix = static_cast<std::int64_t>(floorX), iy = static_cast<std::int64_t>(floorY);
        const double fx = smooth(x - floorX), fy = smooth(y - floorY);
        const double top = std::lerp(lattice(ix, iy), lattice(ix + 1, iy), fx);
        const double bottom = std::lerp(lattice(ix, iy + 1), lattice(ix + 1, iy + 1), fx);
        return std::lerp(top, bottom, fy);
    }

private:
    static double smooth(double t) { return t * t * (3 - 2 * t); }
    std::uint64_t m_seed;
};

double sawtooth(double x, double period) { return x / period - std::floor(x / period); }

Rgb paper(const Noise& noise, double x, double y)
{
    const double line = std::abs(sawtooth(y + noise.lattice(0, 0) * 8, 8) - 0.5) * 8;
    const double fibre = noise.at(x * 0.7, y * 0.7) - 0.5;
    return mix(scaled({238, 229, 208}, 1 + 0.05 * fibre), {176, 190, 208}, line < 0.45 ? 0.55 : 0.0);
}

Rgb wood(const Noise& noise, double x, double y)
{
    const double plank = std::floor(y / 16);
    const double shift = noise.lattice(static_cast<std::int64_t>(plank), 7) * 40;
    const double grain = std::sin((sawtooth(y, 16) * 16 + 5 * noise.at(x * 0.06 + shift, y * 0.25)) * 1.7);
    const double seam = std::min(sawtooth(y, 16), 1 - sawtooth(y, 16)) * 16 < 0.35 ? 0.72 : 1.0;
    return scaled({158, 116, 76}, seam * (1 + 0.09 * grain + 0.12 * (noise.at(shift, plank) - 0.5)));
}

Rgb grass(const Noise& noise, double x, double y)
{
    const double blades = noise.at(x * 1.3 + 2 * noise.at(x * 0.1, y * 0.1), y * 0.35);
    const double patches = noise.at(x * 0.08, y * 0.08);
    return mix({96, 138, 70}, {150, 184, 104}, 0.65 * blades + 0.35 * patches);
}

Rgb sea(const Noise& noise, double x, double y)
{
    const double swell = std::sin(y * 0.75 + 2.2 * std::sin(x * 0.16 + 6 * noise.lattice(1, 1)) + 3 * noise.at(x * 0.1, y * 0.1));
    return mix(mix({78, 160, 178}, {54, 124, 156}, y / kCanvas), {196, 226, 226}, swell > 0.93 ? 0.6 : 0.06 * (swell + 1));
}

Rgb night(const Noise& noise, double x, double y)
{
    const Rgb sky = mix({22, 24, 52}, {52, 46, 86}, y / kCanvas + 0.2 * (noise.at(x * 0.07, y * 0.07) - 0.5));
    const auto cellX = static_cast<std::int64_t>(std::floor(x / 6)), cellY = static_cast<std::int64_t>(std::floor(y / 6));
    if (noise.lattice(cellX, cellY) > 0.45)
        return sky;
    const double dx = x - (static_cast<double>(cellX) + 0.2 + 0.6 * noise.lattice(cellX + 99, cellY)) * 6;
    const double dy = y - (static_cast<double>(cellY) + 0.2 + 0.6 * noise.lattice(cellX, cellY + 99)) * 6;
    return mix(sky, {250, 246, 220}, std::clamp(1.1 - std::hypot(dx, dy) * 1.6, 0.0, 1.0));
}

Rgb brick(const Noise& noise, double x, double y)
{
    const auto row = static_cast<std::int64_t>(std::floor(y / 6));
    const double shifted = x + (row % 2 != 0 ? 6.0 : 0.0);
    const auto column = static_cast<std::int64_t>(std::floor(shifted / 12));
    const double joint = std::min({sawtooth(y, 6) * 6, sawtooth(shifted, 12) * 12});
    const double tone = 0.88 + 0.24 * noise.lattice(column, row) + 0.08 * (noise.at(x, y) - 0.5);
    return joint < 0.8 ? Rgb{196, 184, 172} : scaled({150, 88, 76}, tone);
}

Rgb sand(const Noise& noise, double x, double y)
{
    const double ripple = std::sin(y * 0.55 + x * 0.22 + 5 * noise.at(x * 0.05, y * 0.05));
    const double speckle = noise.at(x * 2.2, y * 2.2) - 0.5;
    return scaled({212, 184, 136}, 1 + 0.05 * ripple + 0.14 * speckle);
}

Rgb snow(const Noise& noise, double x, double y)
{
    const double drift = noise.at(x * 0.09, y * 0.13);
    const double sparkle = noise.at(x * 1.9, y * 1.9) > 0.88 ? 0.8 : 0.0;
    return mix(mix({206, 220, 236}, {238, 244, 250}, drift), {255, 255, 255}, sparkle);
}

Rgb backgroundColor(const Scene& scene, const Noise& noise, double x, double y)
{
    using Texture = Rgb (*)(const Noise&, double, double);
    static constexpr std::array<Texture, kBackgrounds> kTextures{paper, wood, grass, sea, night, brick, sand, snow};
    return scaled(kTextures[static_cast<std::size_t>(scene.background)](noise, x, y), scene.tone);
}

std::vector<Point> outline(Shape shape, double radius)
{
    std::vector<Point> points;
    const auto ring = [&](int count, double first, double even, double odd) {
        for (int i = 0; i < count; ++i) {
            const double angle = first + 2 * std::numbers::pi * i / count;
            const double r = radius * (i % 2 == 0 ? even : odd);
            points.push_back({r * std::cos(angle), r * std::sin(angle)});
        }
    };
    const double up = -std::numbers::pi / 2;
    if (shape == Shape::Square)
        ring(4, std::numbers::pi / 4, 1.2, 1.2);
    else if (shape == Shape::Triangle)
        ring(3, up, 1.15, 1.15);
    else if (shape == Shape::Star)
        ring(10, up, 1.12, 0.47);
    else if (shape == Shape::Cross) {
        const double arm = 0.36 * radius, tip = radius;
        points = {{-arm, -tip}, {arm, -tip}, {arm, -arm}, {tip, -arm}, {tip, arm}, {arm, arm}, {arm, tip}, {-arm, tip},
            {-arm, arm}, {-tip, arm}, {-tip, -arm}, {-arm, -arm}};
    }
    return points; // empty: a circle
}

/// Distance to the shape's edge in canvas units, negative inside.
double signedDistance(const std::vector<Point>& polygon, double radius, double x, double y)
{
    if (polygon.empty())
        return std::hypot(x, y) - radius;
    double nearest = 1e9;
    bool inside = false;
    for (std::size_t i = 0, j = polygon.size() - 1; i < polygon.size(); j = i++) {
        const Point a = polygon[j], b = polygon[i];
        const double ex = b.x - a.x, ey = b.y - a.y, px = x - a.x, py = y - a.y;
        const double along = std::clamp((px * ex + py * ey) / (ex * ex + ey * ey), 0.0, 1.0);
        nearest = std::min(nearest, std::hypot(px - along * ex, py - along * ey));
        if ((a.y > y) != (b.y > y) && x < a.x + (y - a.y) * ex / ey)
            inside = !inside;
    }
    return inside ? -nearest : nearest;
}

class Canvas
{
public:
    explicit Canvas(int size) : m_size(size), m_scale(size / kCanvas), m_colors(static_cast<std::size_t>(size) * static_cast<std::size_t>(size)) {}

    void paintBackground(const Scene& scene)
    {
        const Noise noise(scene.texture);
        // Two by two samples a pixel at the training size, one where pixels are finer than the texture.
        const int samples = m_scale < 2 ? 2 : 1;
        for (int py = 0; py < m_size; ++py)
            for (int px = 0; px < m_size; ++px) {
                Rgb sum{};
                for (int s = 0; s < samples * samples; ++s) {
                    const double x = (px + (s % samples + 0.5) / samples) / m_scale;
                    const double y = (py + (s / samples + 0.5) / samples) / m_scale;
                    const Rgb color = backgroundColor(scene, noise, x, y);
                    for (std::size_t c = 0; c < 3; ++c)
                        sum[c] += color[c];
                }
                at(px, py) = scaled(sum, 1.0 / (samples * samples));
            }
    }

    void paintObject(const Object& object)
    {
        const std::vector<Point> polygon = outline(object.shape, object.radius());
        const double reach = object.radius() * 1.25 + 3;
        const int left = pixel(object.x - reach), right = pixel(object.x + reach);
        const int top = pixel(object.y - reach), bottom = pixel(object.y + reach);
        for (int py = top; py <= bottom; ++py)
            for (int px = left; px <= right; ++px) {
                const double x = (px + 0.5) / m_scale - object.x, y = (py + 0.5) / m_scale - object.y;
                const double shade = signedDistance(polygon, object.radius(), x - 0.7, y - 1.1);
                Rgb& color = at(px, py);
                color = mix(color, scaled(color, 0.55), std::clamp(0.5 - shade / 2.2, 0.0, 1.0) * 0.7);
                const double distance = signedDistance(polygon, object.radius(), x, y);
                const double cover = std::clamp(0.5 - distance * m_scale, 0.0, 1.0);
                // A darker rim keeps yellow on sand or blue on sea readable; the light falls from above.
                const double rim = std::clamp(1 + distance / 0.9, 0.0, 1.0);
                const Rgb body = scaled(object.rgb, 1.06 - 0.12 * (y / object.radius() * 0.5 + 0.5));
                color = mix(color, mix(body, scaled(object.rgb, 0.62), rim * 0.8), cover);
            }
    }

    std::vector<std::uint8_t> bytes() const
    {
        std::vector<std::uint8_t> result;
        result.reserve(m_colors.size() * 3);
        for (const Rgb& color : m_colors)
            for (const double channel : color)
                result.push_back(static_cast<std::uint8_t>(std::clamp(channel + 0.5, 0.0, 255.0)));
        return result;
    }

private:
    int pixel(double unit) const { return std::clamp(static_cast<int>(std::floor(unit * m_scale)), 0, m_size - 1); }
    Rgb& at(int x, int y) { return m_colors[static_cast<std::size_t>(y) * static_cast<std::size_t>(m_size) + static_cast<std::size_t>(x)]; }

    int m_size;
    double m_scale;
    std::vector<Rgb> m_colors;
};

} // namespace

std::vector<std::uint8_t> render(const Scene& scene, int size)
{
    Canvas canvas(size);
    canvas.paintBackground(scene);
    for (const Object& object : scene.objects)
        canvas.paintObject(object);
    return canvas.bytes();
}

} // namespace fulcrum::demo
