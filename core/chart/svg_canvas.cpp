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
    if (stroke.alpha < 1)
        out += fmt::format(R"x( stroke-opacity="{:.2f}")x", stroke.alpha);
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

std::string base64(std::string_view bytes)
{
    static constexpr char kDigits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    out.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        std::uint32_t three = 0;
        for (std::size_t k = 0; k < 3; ++k)
            three = three << 8 | (i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0U);
        for (std::size_t k = 0; k < 4; ++k)
            out += i + k <= bytes.size() ? kDigits[(three >> (18 - 6 * k)) & 63] : '=';
    }
    return out;
}

class SvgCanvas final : public Canvas
{
public:
    SvgCanvas(const FigureFormat& format, const std::map<std::string, std::string>& metadata) : m_format(format)
    {
        m_text = fmt::format("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                             "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" "
                             "width=\"{0:.3f}mm\" height=\"{1:.3f}mm\" "
                             "viewBox=\"0 0 {2:.2f} {3:.2f}\" font-family=\"{4}, sans-serif\">\n",
            format.widthMm, format.heightMm, format.widthMm * kPointsPerMm, format.heightMm * kPointsPerMm,
            escaped(format.fontFamily));
        const std::string description = metadataText(metadata);
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

    void circle(Position center, double radius, Rgb fill, double alpha, const Stroke* outline) override
    {
        m_text += fmt::format(R"x(<circle cx="{:.2f}" cy="{:.2f}" r="{:.2f}" fill="{}"{}{}/>)x" "\n", center.x, center.y,
            radius, fill.hex(), alpha < 1 ? fmt::format(R"x( fill-opacity="{:.2f}")x", alpha) : "",
            outline ? strokeAttributes(*outline) : "");
    }

    void text(Position at, const std::string& text, const TextStyle& style) override
    {
        static constexpr const char* kAnchors[] = {"start", "middle", "end"};
        const std::string turn = style.rotated ? fmt::format(R"x( transform="rotate(-90 {:.2f} {:.2f})")x", at.x, at.y) : "";
        const std::string opacity = style.alpha < 1 ? fmt::format(R"x( fill-opacity="{:.2f}")x", style.alpha) : "";
        if (m_format.textAsPaths) {
            const double share = style.anchor == Anchor::Start ? 0 : style.anchor == Anchor::Middle ? 0.5 : 1;
            const Position start{at.x - share * textWidth(text, style.size, style.bold), at.y};
            m_text += fmt::format(R"x(<path d="{}" fill="{}"{}{}><title>{}</title></path>)x" "\n",
                textOutline(start, text, style.size, style.bold, m_format.fontFamily), style.color.hex(), opacity, turn,
                escaped(text));
            return;
        }
        m_text += fmt::format(
            R"x(<text x="{:.2f}" y="{:.2f}" font-size="{:.2f}" fill="{}"{} text-anchor="{}"{}{}>{}</text>)x" "\n", at.x, at.y,
            style.size, style.color.hex(), opacity, kAnchors[static_cast<int>(style.anchor)],
            style.bold ? R"x( font-weight="bold")x" : "", turn, escaped(text));
    }

    void picture(Position corner, double width, double height, const Picture& picture) override
    {
        // With the prefix of SVG 1.1, which every viewer knows.
        const std::string data = "data:image/jpeg;base64," + base64(picture.jpeg);
        m_text += fmt::format(
            R"x(<image x="{:.2f}" y="{:.2f}" width="{:.2f}" height="{:.2f}" preserveAspectRatio="none" xlink:href="{}"/>)x"
            "\n",
            corner.x, corner.y, width, height, data);
    }

    double textWidth(const std::string& text, double size, bool bold) const override
    {
        return fontTextWidth(text, size, bold, m_format.fontFamily);
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
    const FigureFormat m_format;
    std::string m_text;
    int m_clips = 0;
};

} // namespace

std::unique_ptr<Canvas> makeSvgCanvas(const FigureFormat& format, const std::map<std::string, std::string>& metadata)
{
    return std::make_unique<SvgCanvas>(format, metadata);
}

std::unique_ptr<Canvas> makeCanvas(
    const std::string& kind, const FigureFormat& format, const std::map<std::string, std::string>& metadata)
{
    if (kind == "svg")
        return makeSvgCanvas(format, metadata);
    if (kind == "pdf" || kind == "png")
        return makeCairoCanvas(kind == "pdf" ? CairoKind::Pdf : CairoKind::Png, format, metadata);
    return nullptr;
}

} // namespace fulcrum::chart
