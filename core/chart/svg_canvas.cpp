// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/chart/canvas.h"

#include <fmt/format.h>

namespace fulcrum::chart {
namespace {

std::string escaped(const std::string& text)
{
    std::string out;
    for (const char c : text) {
        if (c == '&')
            out += "&amp;";
        else if (c == '<')
            out += "&lt;";
        else if (c == '>')
            out += "&gt;";
        else if (c == '"')
            out += "&quot;";
        else if (static_cast<unsigned char>(c) >= 0x20)
            out += c;
    }
    return out;
}

std::string strokeAttributes(const Stroke& stroke)
{
    std::string out = fmt::format(R"x( stroke="{}" stroke-width="{:.2f}")x", stroke.color.hex(), stroke.width);
    const auto pattern = dashPattern(stroke.dash, stroke.width);
    if (!pattern.empty())
        out += fmt::format(R"x( stroke-dasharray="{:.2f}")x", fmt::join(pattern, ","));
    return out;
}

std::string coordinates(std::span<const Position> points)
{
    std::string out;
    for (const Position& p : points)
        out += fmt::format("{}{:.2f},{:.2f}", out.empty() ? "" : " ", p.x, p.y);
    return out;
}

class SvgCanvas final : public Canvas
{
public:
    SvgCanvas(const FigureFormat& format, const std::map<std::string, std::string>& metadata)
    {
        m_text = fmt::format("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                             "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0:.3f}mm\" height=\"{1:.3f}mm\" "
                             "viewBox=\"0 0 {2:.2f} {3:.2f}\" font-family=\"{4}, sans-serif\">\n",
            format.widthMm, format.heightMm, format.widthMm * kPointsPerMm, format.heightMm * kPointsPerMm, kFontFamily);
        std::string description;
        for (const auto& [key, value] : metadata)
            description += (description.empty() ? "" : "; ") + key + "=" + value;
        if (!description.empty())
            m_text += "<desc>" + escaped(description) + "</desc>\n";
    }

    void rectangle(Position corner, double width, double height, Rgb fill) override
    {
        m_text += fmt::format(R"x(<rect x="{:.2f}" y="{:.2f}" width="{:.2f}" height="{:.2f}" fill="{}"/>)x" "\n", corner.x,
            corner.y, width, height, fill.hex());
    }

    void line(std::span<const Position> points, const Stroke& stroke) override
    {
        m_text += fmt::format(R"x(<polyline points="{}" fill="none" stroke-linejoin="round"{}/>)x" "\n",
            coordinates(points), strokeAttributes(stroke));
    }

    void polygon(std::span<const Position> points, Rgb fill, double alpha, const Stroke* outline) override
    {
        m_text += fmt::format(R"x(<polygon points="{}" fill="{}" fill-opacity="{:.2f}"{}/>)x" "\n", coordinates(points),
            fill.hex(), alpha, outline ? strokeAttributes(*outline) : "");
    }

    void circle(Position center, double radius, Rgb fill, const Stroke* outline) override
    {
        m_text += fmt::format(R"x(<circle cx="{:.2f}" cy="{:.2f}" r="{:.2f}" fill="{}"{}/>)x" "\n", center.x, center.y,
            radius, fill.hex(), outline ? strokeAttributes(*outline) : "");
    }

    void text(Position at, const std::string& text, const TextStyle& style) override
    {
        static constexpr const char* kAnchors[] = {"start", "middle", "end"};
        const std::string turn = style.rotated ? fmt::format(R"x( transform="rotate(-90 {:.2f} {:.2f})")x", at.x, at.y) : "";
        m_text += fmt::format(
            R"x(<text x="{:.2f}" y="{:.2f}" font-size="{:.2f}" fill="{}" text-anchor="{}"{}{}>{}</text>)x" "\n", at.x, at.y,
            style.size, style.color.hex(), kAnchors[static_cast<int>(style.anchor)],
            style.bold ? R"x( font-weight="bold")x" : "", turn, escaped(text));
    }

    void clip(Position corner, double width, double height) override
    {
        const int id = m_clips++;
        m_text += fmt::format(
            R"x(<clipPath id="clip{}"><rect x="{:.2f}" y="{:.2f}" width="{:.2f}" height="{:.2f}"/></clipPath><g clip-path="url(#clip{})">)x"
            "\n",
            id, corner.x, corner.y, width, height, id);
    }
    void unclip() override { m_text += "</g>\n"; }

    void beginGroup(const std::string& kind, const std::string& title) override
    {
        m_text += fmt::format("<g class=\"{}\"><title>{}</title>\n", kind, escaped(title));
    }
    void endGroup() override { m_text += "</g>\n"; }

    Result<std::string> finish() override { return m_text + "</svg>\n"; }

private:
    std::string m_text;
    int m_clips = 0;
};

} // namespace

std::unique_ptr<Canvas> makeSvgCanvas(const FigureFormat& format, const std::map<std::string, std::string>& metadata)
{
    return std::make_unique<SvgCanvas>(format, metadata);
}

} // namespace fulcrum::chart
