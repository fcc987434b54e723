// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/chart/figure.h"
#include "core/image/image.h"

#include <memory>
#include <span>
#include <string>

namespace fulcrum::chart {

struct Position
{
    double x = 0, y = 0;
};

struct Stroke
{
    Rgb color;
    double width = 1;
    Dash dash = Dash::Solid;
    double alpha = 1;
};

enum class Anchor { Start, Middle, End };

struct TextStyle
{
    double size = 8;
    Rgb color;
    bool bold = false;
    Anchor anchor = Anchor::Start;
    bool rotated = false; ///< a quarter turn counter-clockwise
    double alpha = 1;
};

/// A photograph in a figure: its pixels, and the JPEG file that vector formats embed as it is.
struct Picture
{
    image::Image pixels;
    std::string jpeg;
};

/// Where a figure is drawn. Coordinates in points (1/72 inch), y downwards. SVG is written by us, because text must stay text there
/// (cairo's SVG turns it into outlines); cairo draws PDF and PNG; the window has a canvas of its own (widgets/charts).
class Canvas
{
public:
    virtual ~Canvas() = default;
    virtual void rectangle(Position corner, double width, double height, Rgb fill) = 0;
    virtual void line(std::span<const Position> points, const Stroke& stroke) = 0;
    virtual void polygon(std::span<const Position> points, Rgb fill, double alpha, const Stroke* outline) = 0;
    virtual void circle(Position center, double radius, Rgb fill, double alpha, const Stroke* outline) = 0;
    virtual void text(Position baseline, const std::string& text, const TextStyle& style) = 0;
    virtual void picture(Position corner, double width, double height, const Picture& picture) = 0;
    virtual void clip(Position corner, double width, double height) = 0;
    virtual void unclip() = 0;
    /// Names what follows until endGroup (class and title in SVG; nothing elsewhere).
    virtual void beginGroup(const std::string& kind, const std::string& title) = 0;
    virtual void endGroup() = 0;
    /// Advance width in the canvas' font.
    virtual double textWidth(const std::string& text, double size, bool bold) const = 0;
    /// The finished file.
    virtual Result<std::string> finish() = 0;
};

enum class CairoKind { Pdf, Png };

std::unique_ptr<Canvas> makeSvgCanvas(const FigureFormat& format, const std::map<std::string, std::string>& metadata);
std::unique_ptr<Canvas> makeCairoCanvas(
    CairoKind kind, const FigureFormat& format, const std::map<std::string, std::string>& metadata);
/// The canvas of "svg", "pdf" or "png"; nullptr for another kind.
std::unique_ptr<Canvas> makeCanvas(
    const std::string& kind, const FigureFormat& format, const std::map<std::string, std::string>& metadata);

/// Advance width in points of `text` in a font that cairo knows.
double fontTextWidth(const std::string& text, double size, bool bold, const std::string& family);
/// The outline of a text that starts at `baseline`, as the data of an SVG path.
std::string textOutline(Position baseline, const std::string& text, double size, bool bold, const std::string& family);

/// On-off lengths of a dash for a line of the given width; empty = solid.
std::vector<double> dashPattern(Dash dash, double width);

/// "key=value; key=value"
std::string metadataText(const std::map<std::string, std::string>& metadata);

inline constexpr double kPointsPerMm = 72.0 / 25.4;

} // namespace fulcrum::chart
