// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/chart/canvas.h"

#include <cairo-pdf.h>
#include <cairo.h>
#include <cmath>
#include <numbers>

namespace fulcrum::chart {
namespace {

cairo_status_t append(void* closure, const unsigned char* data, unsigned int length)
{
    static_cast<std::string*>(closure)->append(reinterpret_cast<const char*>(data), length);
    return CAIRO_STATUS_SUCCESS;
}

void selectFont(cairo_t* cairo, double size, bool bold)
{
    cairo_select_font_face(
        cairo, kFontFamily, CAIRO_FONT_SLANT_NORMAL, bold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL);
    cairo_set_font_size(cairo, size);
}

/// cairo refuses text that is not UTF-8 and then draws nothing at all: keep ASCII in that case.
std::string drawable(const std::string& text)
{
    std::string out;
    int pending = 0;
    bool valid = true;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (pending > 0) {
            valid = valid && (byte & 0xC0) == 0x80;
            --pending;
        } else if (byte >= 0x80) {
            pending = byte >= 0xF0 ? 3 : byte >= 0xE0 ? 2 : 1;
            valid = valid && byte >= 0xC2 && byte < 0xF5;
        }
        if (byte >= 0x20 && byte < 0x80)
            out += c;
    }
    return valid && pending == 0 ? text : out;
}

class CairoCanvas final : public Canvas
{
public:
    CairoCanvas(CairoKind kind, const FigureFormat& format, const std::map<std::string, std::string>& metadata)
        : m_kind(kind)
    {
        const double width = format.widthMm * kPointsPerMm, height = format.heightMm * kPointsPerMm;
        if (kind == CairoKind::Pdf) {
            m_surface = cairo_pdf_surface_create_for_stream(append, &m_bytes, width, height);
            std::string keywords;
            for (const auto& [key, value] : metadata)
                keywords += (keywords.empty() ? "" : "; ") + key + "=" + value;
            cairo_pdf_surface_set_metadata(m_surface, CAIRO_PDF_METADATA_CREATOR, "Fulcrum");
            cairo_pdf_surface_set_metadata(m_surface, CAIRO_PDF_METADATA_KEYWORDS, drawable(keywords).c_str());
            // A fixed date keeps equal figures equal files; when it was made is the file's business.
            cairo_pdf_surface_set_metadata(m_surface, CAIRO_PDF_METADATA_CREATE_DATE, "2024-12-10T00:00:00Z");
        } else {
            const double scale = format.dpi / 72.0;
            m_surface = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, static_cast<int>(std::lround(width * scale)),
                static_cast<int>(std::lround(height * scale)));
            cairo_surface_set_device_scale(m_surface, scale, scale);
        }
        m_cairo = cairo_create(m_surface);
    }
    CairoCanvas(const CairoCanvas&) = delete;
    CairoCanvas& operator=(const CairoCanvas&) = delete;
    ~CairoCanvas() override
    {
        cairo_destroy(m_cairo);
        cairo_surface_destroy(m_surface);
    }

    void rectangle(Position corner, double width, double height, Rgb fill) override
    {
        setColor(fill, 1);
        cairo_rectangle(m_cairo, corner.x, corner.y, width, height);
        cairo_fill(m_cairo);
    }
    void line(std::span<const Position> points, const Stroke& stroke) override
    {
        trace(points);
        applyStroke(stroke);
    }
    void polygon(std::span<const Position> points, Rgb fill, double alpha, const Stroke* outline) override
    {
        trace(points);
        cairo_close_path(m_cairo);
        fillAndOutline(fill, alpha, outline);
    }
    void circle(Position center, double radius, Rgb fill, const Stroke* outline) override
    {
        cairo_new_sub_path(m_cairo);
        cairo_arc(m_cairo, center.x, center.y, radius, 0, 2 * std::numbers::pi);
        fillAndOutline(fill, 1, outline);
    }
    void text(Position at, const std::string& raw, const TextStyle& style) override
    {
        const std::string text = drawable(raw);
        const double share = style.anchor == Anchor::Start ? 0 : style.anchor == Anchor::Middle ? 0.5 : 1;
        setColor(style.color, 1);
        cairo_save(m_cairo);
        cairo_translate(m_cairo, at.x, at.y);
        if (style.rotated)
            cairo_rotate(m_cairo, -std::numbers::pi / 2);
        selectFont(m_cairo, style.size, style.bold);
        cairo_move_to(m_cairo, -share * textWidth(text, style.size, style.bold), 0);
        cairo_show_text(m_cairo, text.c_str());
        cairo_restore(m_cairo);
        cairo_new_path(m_cairo);
    }
    void clip(Position corner, double width, double height) override
    {
        cairo_save(m_cairo);
        cairo_rectangle(m_cairo, corner.x, corner.y, width, height);
        cairo_clip(m_cairo);
    }
    void unclip() override { cairo_restore(m_cairo); }
    void beginGroup(const std::string&, const std::string&) override {}
    void endGroup() override {}

    Result<std::string> finish() override
    {
        if (m_kind == CairoKind::Png)
            cairo_surface_write_to_png_stream(m_surface, append, &m_bytes);
        cairo_surface_finish(m_surface);
        for (const cairo_status_t status : {cairo_status(m_cairo), cairo_surface_status(m_surface)})
            if (status != CAIRO_STATUS_SUCCESS)
                return fail(ErrorCode::Failed, "cannot draw the figure", {}, cairo_status_to_string(status));
        if (m_bytes.empty())
            return fail(ErrorCode::Failed, "cannot draw the figure", {}, "the drawing came out empty");
        return m_bytes;
    }

private:
    void setColor(Rgb c, double alpha) { cairo_set_source_rgba(m_cairo, c.r / 255.0, c.g / 255.0, c.b / 255.0, alpha); }
    void trace(std::span<const Position> points)
    {
        cairo_new_path(m_cairo);
        for (const Position& p : points)
            cairo_line_to(m_cairo, p.x, p.y);
    }
    void applyStroke(const Stroke& stroke)
    {
        setColor(stroke.color, 1);
        cairo_set_line_width(m_cairo, stroke.width);
        cairo_set_line_join(m_cairo, CAIRO_LINE_JOIN_ROUND);
        const auto pattern = dashPattern(stroke.dash, stroke.width);
        cairo_set_dash(m_cairo, pattern.data(), static_cast<int>(pattern.size()), 0);
        cairo_stroke(m_cairo);
    }
    void fillAndOutline(Rgb fill, double alpha, const Stroke* outline)
    {
        setColor(fill, alpha);
        cairo_fill_preserve(m_cairo);
        if (outline)
            applyStroke(*outline);
        cairo_new_path(m_cairo);
    }

    CairoKind m_kind;
    std::string m_bytes;
    cairo_surface_t* m_surface = nullptr;
    cairo_t* m_cairo = nullptr;
};

} // namespace

std::unique_ptr<Canvas> makeCairoCanvas(
    CairoKind kind, const FigureFormat& format, const std::map<std::string, std::string>& metadata)
{
    return std::make_unique<CairoCanvas>(kind, format, metadata);
}

double textWidth(const std::string& text, double size, bool bold)
{
    cairo_surface_t* surface = cairo_image_surface_create(CAIRO_FORMAT_A8, 1, 1);
    cairo_t* cairo = cairo_create(surface);
    selectFont(cairo, size, bold);
    cairo_text_extents_t extents;
    cairo_text_extents(cairo, drawable(text).c_str(), &extents);
    cairo_destroy(cairo);
    cairo_surface_destroy(surface);
    return extents.x_advance;
}

std::vector<double> dashPattern(Dash dash, double width)
{
    const double u = std::max(width, 1.0);
    switch (dash) {
    case Dash::Solid: return {};
    case Dash::Dashed: return {4 * u, 2 * u};
    case Dash::DashDot: return {4 * u, 1.6 * u, u, 1.6 * u};
    case Dash::Dotted: return {u, 1.6 * u};
    case Dash::Long: return {8 * u, 3 * u};
    }
    return {};
}

} // namespace fulcrum::chart
