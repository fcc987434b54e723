// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/pillow_resize.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace fulcrum::image {

namespace {

constexpr int kFractionBits = 22; // Pillow's PRECISION_BITS: 32 - 8 bits of sample - 2 bits for overshoot

double sinc(double x)
{
    return x == 0 ? 1 : std::sin(x * std::numbers::pi) / (x * std::numbers::pi);
}

double weight(Filter filter, double x)
{
    const double a = std::abs(x);
    switch (filter) {
    case Filter::Box:
        return x > -0.5 && x <= 0.5 ? 1 : 0;
    case Filter::Bilinear:
        return a < 1 ? 1 - a : 0;
    case Filter::Hamming:
        return a == 0 ? 1 : a >= 1 ? 0 : sinc(a) * (0.54 + 0.46 * std::cos(a * std::numbers::pi));
    case Filter::Bicubic: // a = -0.5
        return a < 1 ? (1.5 * a - 2.5) * a * a + 1 : a < 2 ? (((a - 5) * a + 8) * a - 4) * -0.5 : 0;
    case Filter::Lanczos:
        return x >= -3 && x < 3 ? sinc(x) * sinc(x / 3) : 0;
    case Filter::Nearest:
        break;
    }
    return 0;
}

double support(Filter filter)
{
    switch (filter) {
    case Filter::Box:
        return 0.5;
    case Filter::Bicubic:
        return 2;
    case Filter::Lanczos:
        return 3;
    default:
        return 1;
    }
}

/// For each output position the first input position and the normalised weights from there on.
struct Axis
{
    struct Window
    {
        int first, count;
        std::size_t weights; ///< index of the first one
    };
    std::vector<Window> windows;
    std::vector<double> weights;
};

Axis axisOf(int size, int newSize, Filter filter)
{
    Axis axis;
    const double scale = static_cast<double>(size) / newSize;
    const double filterScale = std::max(scale, 1.0);
    const double reach = support(filter) * filterScale, inverse = 1.0 / filterScale;
    for (int i = 0; i < newSize; ++i) {
        const double centre = (i + 0.5) * scale;
        const int first = std::max(0, static_cast<int>(centre - reach + 0.5));
        const int last = std::min(size, static_cast<int>(centre + reach + 0.5));
        axis.windows.push_back({first, last - first, axis.weights.size()});
        double sum = 0;
        for (int x = first; x < last; ++x) {
            const double w = weight(filter, (x - centre + 0.5) * inverse);
            axis.weights.push_back(w);
            sum += w;
        }
        for (std::size_t k = axis.windows.back().weights; sum != 0 && k < axis.weights.size(); ++k)
            axis.weights[k] /= sum;
    }
    return axis;
}

std::vector<int> fixedPoint(const std::vector<double>& weights)
{
    std::vector<int> out;
    out.reserve(weights.size());
    for (const double w : weights)
        out.push_back(static_cast<int>((w < 0 ? -0.5 : 0.5) + w * (1 << kFractionBits)));
    return out;
}

std::uint8_t toByte(int sum)
{
    return static_cast<std::uint8_t>(std::clamp(sum >> kFractionBits, 0, 255));
}

/// Resamples rows: `samples` is [height, width, Channels], the result [height, newWidth, Channels].
template <std::size_t Channels>
std::vector<std::uint8_t> horizontal(std::span<const std::uint8_t> samples, int width, int height, const Axis& axis)
{
    const std::vector<int> weights = fixedPoint(axis.weights);
    const std::size_t newWidth = axis.windows.size();
    std::vector<std::uint8_t> out(newWidth * static_cast<std::size_t>(height) * Channels);
    for (std::size_t y = 0; y < static_cast<std::size_t>(height); ++y) {
        const std::uint8_t* row = samples.data() + y * static_cast<std::size_t>(width) * Channels;
        std::uint8_t* to = out.data() + y * newWidth * Channels;
        for (const Axis::Window& window : axis.windows) {
            int sums[Channels];
            std::fill_n(sums, Channels, 1 << (kFractionBits - 1));
            const std::uint8_t* from = row + static_cast<std::size_t>(window.first) * Channels;
            const int* w = weights.data() + window.weights;
            for (std::size_t k = 0; k < static_cast<std::size_t>(window.count); ++k)
                for (std::size_t c = 0; c < Channels; ++c)
                    sums[c] += from[k * Channels + c] * w[k];
            for (std::size_t c = 0; c < Channels; ++c)
                *to++ = toByte(sums[c]);
        }
    }
    return out;
}

/// Resamples columns; `rowSamples` = width * channels.
std::vector<std::uint8_t> vertical(std::span<const std::uint8_t> samples, std::size_t rowSamples, const Axis& axis)
{
    const std::vector<int> weights = fixedPoint(axis.weights);
    std::vector<std::uint8_t> out(axis.windows.size() * rowSamples);
    std::vector<int> sums(rowSamples);
    std::uint8_t* to = out.data();
    for (const Axis::Window& window : axis.windows) {
        std::fill(sums.begin(), sums.end(), 1 << (kFractionBits - 1));
        for (int k = 0; k < window.count; ++k) {
            const std::uint8_t* from = samples.data() + static_cast<std::size_t>(window.first + k) * rowSamples;
            const int w = weights[window.weights + static_cast<std::size_t>(k)];
            for (std::size_t x = 0; x < rowSamples; ++x)
                sums[x] += from[x] * w;
        }
        for (const int sum : sums)
            *to++ = toByte(sum);
    }
    return out;
}

/// Pillow adds the scale up instead of multiplying, which picks another pixel now and then.
std::vector<int> nearestIndices(int size, int newSize)
{
    std::vector<int> out;
    const double scale = static_cast<double>(size) / newSize;
    double position = scale * 0.5;
    for (int i = 0; i < newSize; ++i, position += scale)
        out.push_back(std::clamp(static_cast<int>(position), 0, size - 1));
    return out;
}

template <class T>
std::vector<T> nearest(std::span<const T> samples, int width, int height, int channels, int newWidth, int newHeight)
{
    const std::vector<int> columns = nearestIndices(width, newWidth);
    std::vector<T> out;
    out.reserve(static_cast<std::size_t>(newWidth) * static_cast<std::size_t>(newHeight) * static_cast<std::size_t>(channels));
    for (const int y : nearestIndices(height, newHeight))
        for (const int x : columns) {
            const T* from = samples.data() + (static_cast<std::ptrdiff_t>(y) * width + x) * channels;
            out.insert(out.end(), from, from + channels);
        }
    return out;
}

/// One axis of a 32-bit integer image; `stride` between samples of the axis, `lines` starting points.
std::vector<std::int32_t> resizeValues(const std::vector<std::int32_t>& values, int width, int height, const Axis& axis, bool isVertical)
{
    const auto length = static_cast<int>(axis.windows.size());
    const int newWidth = isVertical ? width : length, newHeight = isVertical ? length : height;
    std::vector<std::int32_t> out;
    out.reserve(static_cast<std::size_t>(newWidth) * static_cast<std::size_t>(newHeight));
    for (int y = 0; y < newHeight; ++y)
        for (int x = 0; x < newWidth; ++x) {
            const Axis::Window& window = axis.windows[static_cast<std::size_t>(isVertical ? y : x)];
            double sum = 0;
            for (int k = 0; k < window.count; ++k) {
                const auto at = isVertical ? static_cast<std::ptrdiff_t>(window.first + k) * width + x
                                           : static_cast<std::ptrdiff_t>(y) * width + window.first + k;
                sum += values[static_cast<std::size_t>(at)] * axis.weights[window.weights + static_cast<std::size_t>(k)];
            }
            out.push_back(static_cast<std::int32_t>(sum >= 0 ? std::floor(sum + 0.5) : -std::floor(-sum + 0.5)));
        }
    return out;
}

/// Pillow's LA -> La and RGBA -> RGBa.
void premultiply(std::vector<std::uint8_t>& bytes, std::size_t channels)
{
    for (std::size_t i = 0; i < bytes.size(); i += channels)
        for (std::size_t c = 0; c + 1 < channels; ++c) {
            const int product = bytes[i + c] * bytes[i + channels - 1] + 128;
            bytes[i + c] = static_cast<std::uint8_t>(((product >> 8) + product) >> 8);
        }
}

void unpremultiply(std::vector<std::uint8_t>& bytes, std::size_t channels)
{
    for (std::size_t i = 0; i < bytes.size(); i += channels) {
        const int alpha = bytes[i + channels - 1];
        for (std::size_t c = 0; c + 1 < channels && alpha != 0 && alpha != 255; ++c)
            bytes[i + c] = static_cast<std::uint8_t>(std::min(255, 255 * bytes[i + c] / alpha));
    }
}

} // namespace

std::optional<Filter> filterFromPillow(int number)
{
    static constexpr Filter kFilters[]
        = {Filter::Nearest, Filter::Lanczos, Filter::Bilinear, Filter::Bicubic, Filter::Box, Filter::Hamming};
    return number < 0 || number > 5 ? std::nullopt : std::optional(kFilters[number]);
}

std::optional<Filter> filterFromName(std::string_view name)
{
    static constexpr const char* kNames[] = {"nearest", "box", "bilinear", "hamming", "bicubic", "lanczos"};
    for (std::size_t i = 0; i < std::size(kNames); ++i)
        if (name == kNames[i])
            return static_cast<Filter>(i);
    return std::nullopt;
}

std::vector<std::uint8_t> resizeSamples(std::span<const std::uint8_t> samples, int width, int height, int channels,
    int newWidth, int newHeight, Filter filter)
{
    std::vector<std::uint8_t> current(samples.begin(), samples.end());
    if (newWidth == width && newHeight == height)
        return current;
    if (filter == Filter::Nearest)
        return nearest<std::uint8_t>(samples, width, height, channels, newWidth, newHeight);
    if (newWidth != width) {
        const Axis axis = axisOf(width, newWidth, filter);
        current = channels == 1   ? horizontal<1>(current, width, height, axis)
                  : channels == 2 ? horizontal<2>(current, width, height, axis)
                  : channels == 3 ? horizontal<3>(current, width, height, axis)
                                  : horizontal<4>(current, width, height, axis);
    }
    if (newHeight != height)
        current = vertical(current, static_cast<std::size_t>(newWidth) * static_cast<std::size_t>(channels),
            axisOf(height, newHeight, filter));
    return current;
}

Image resized(const Image& image, int newWidth, int newHeight, Filter filter)
{
    return {newWidth, newHeight, resizeSamples(image.rgb, image.width, image.height, 3, newWidth, newHeight, filter)};
}

SourceImage resized(const SourceImage& source, int newWidth, int newHeight, Filter filter)
{
    SourceImage out = source;
    out.width = newWidth;
    out.height = newHeight;
    if (source.mode == Mode::Gray16) {
        if (filter == Filter::Nearest) {
            out.values = nearest<std::int32_t>(source.values, source.width, source.height, 1, newWidth, newHeight);
            return out;
        }
        if (newWidth != source.width)
            out.values = resizeValues(out.values, source.width, source.height, axisOf(source.width, newWidth, filter), false);
        if (newHeight != source.height)
            out.values = resizeValues(out.values, newWidth, source.height, axisOf(source.height, newHeight, filter), true);
        return out;
    }
    const int channels = channelsOf(source.mode);
    if (source.mode == Mode::Palette || source.mode == Mode::Bilevel)
        filter = Filter::Nearest;
    const bool hasAlpha = source.mode == Mode::Rgba || source.mode == Mode::GrayAlpha;
    const bool premultiplied = hasAlpha && filter != Filter::Nearest && (newWidth != source.width || newHeight != source.height);
    if (premultiplied)
        premultiply(out.bytes, static_cast<std::size_t>(channels));
    out.bytes = resizeSamples(out.bytes, source.width, source.height, channels, newWidth, newHeight, filter);
    if (premultiplied)
        unpremultiply(out.bytes, static_cast<std::size_t>(channels));
    return out;
}

} // namespace fulcrum::image
