// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/chart/canvas.h"

#include <cairo-pdf.h>
#include <cairo.h>
#include <cmath>
#include <fmt/format.h>
#include <numbers>

namespace fulcrum::chart {
namespace {

cairo_status_t append(void* closure, const unsigned char* data, unsigned int length)
{
    static_cast<std::string*>(closure)->append(reinterpret_cast<const char*>(data), length);
    return CAIRO_STATUS_SUCCESS;
}

void selectFont(cairo_t* cairo, const std::string& family, double size, bool bold)
{
    cairo_select_font_face(
        cairo, family.c_str(), CAIRO_FONT_SLANT_NORMAL, bold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL);
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

std::uint32_t crcOf(std::string_view bytes)
{
    std::uint32_t crc = 0xFFFFFFFFU;
    for (const char c : bytes) {
        crc ^= static_cast<unsigned char>(c);
        for (int bit = 0; bit < 8; ++bit)
            crc = (crc >> 1) ^ (crc & 1 ? 0xEDB88320U : 0U);
    }
    return ~crc;
}

std::string bigEndian(std::uint32_t value)
{
    std::string out;
    for (const int shift : {24, 16, 8, 0})
        out += static_cast<char>((value >> shift) & 0xFF);
    return out;
}

/// A PNG with its resolution (pHYs) and a text (iTXt), which cairo writes neither of. Both chunks go behind the header.
std::string annotatedPng(const std::string& png, double dpi, const std::string& text)
{
    constexpr std::size_t kHeader = 8 + 25; // signature and IHDR
    if (png.size() < kHeader)
        return png;
    const auto chunk = [](const std::string& type, const std::string& body) {
        return bigEndian(static_cast<std::uint32_t>(body.size())) + type + body + bigEndian(crcOf(type + body));
    };
    const auto perMetre = static_cast<std::uint32_t>(std::lround(dpi / 0.0254));
    std::string extra = chunk("pHYs", bigEndian(perMetre) + bigEndian(perMetre) + '\x01');
    if (!text.empty())
        extra += chunk("iTXt", std::string("Description") + std::string(5, '\0') + text);
    return png.substr(0, kHeader) + extra + png.substr(kHeader);
}

/// Pixels as cairo keeps them. `data` must outlive the surface.
cairo_surface_t* surfaceOf(const image::Image& pixels, std::vector<std::uint32_t>& data)
{
    data.resize(static_cast<std::size_t>(pixels.width) * static_cast<std::size_t>(pixels.height));
    for (std::size_t i = 0; i < data.size(); ++i)
        data[i] = 0xFF000000U | static_cast<std::uint32_t>(pixels.rgb[3 * i]) << 16
            | static_cast<std::uint32_t>(pixels.rgb[3 * i + 1]) << 8 | pixels.rgb[3 * i + 2];
    return cairo_image_surface_create_for_data(
        reinterpret_cast<unsigned char*>(data.data()), CAIRO_FORMAT_RGB24, pixels.width, pixels.height, pixels.width * 4);
}

class CairoCanvas final : public Canvas
{
public:
    CairoCanvas(CairoKind kind, const FigureFormat& format, const std::map<std::string, std::string>& metadata)
        : m_kind(kind), m_format(format), m_metadata(metadataText(metadata))
    {
        const double width = format.widthMm * kPointsPerMm, height = format.heightMm * kPointsPerMm;
        if (kind == CairoKind::Pdf) {
            m_surface = cairo_pdf_surface_create_for_stream(append, &m_bytes, width, height);
            cairo_pdf_surface_set_metadata(m_surface, CAIRO_PDF_METADATA_CREATOR, "Fulcrum");
            cairo_pdf_surface_set_metadata(m_surface, CAIRO_PDF_METADATA_KEYWORDS, drawable(m_metadata).c_str());
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
    void circle(Position center, double radius, Rgb fill, double alpha, const Stroke* outline) override
    {
        cairo_new_sub_path(m_cairo);
        cairo_arc(m_cairo, center.x, center.y, radius, 0, 2 * std::numbers::pi);
        fillAndOutline(fill, alpha, outline);
    }
    void text(Position at, const std::string& raw, const TextStyle& style) override
    {
        const std::string text = drawable(raw);
        const double share = style.anchor == Anchor::Start ? 0 : style.anchor == Anchor::Middle ? 0.5 : 1;
        setColor(style.color, style.alpha);
        cairo_save(m_cairo);
        cairo_translate(m_cairo, at.x, at.y);
        if (style.rotated)
            cairo_rotate(m_cairo, -std::numbers::pi / 2);
        selectFont(m_cairo, m_format.fontFamily, style.size, style.bold);
        cairo_move_to(m_cairo, -share * textWidth(text, style.size, style.bold), 0);
        if (m_format.textAsPaths) {
            cairo_text_path(m_cairo, text.c_str());
            cairo_fill(m_cairo);
        } else {
            cairo_show_text(m_cairo, text.c_str());
        }
        cairo_restore(m_cairo);
        cairo_new_path(m_cairo);
    }
    void picture(Position corner, double width, double height, const Picture& picture) override
    {
        std::vector<std::uint32_t> data;
        cairo_surface_t* surface = surfaceOf(picture.pixels, data);
        if (m_kind == CairoKind::Pdf && !picture.jpeg.empty()) { // the PDF keeps the file as it is
            auto* copy = new std::string(picture.jpeg);
            cairo_surface_set_mime_data(surface, CAIRO_MIME_TYPE_JPEG, reinterpret_cast<const unsigned char*>(copy->data()),
                copy->size(), [](void* bytes) { delete static_cast<std::string*>(bytes); }, copy);
        }
        cairo_save(m_cairo);
        cairo_translate(m_cairo, corner.x, corner.y);
        cairo_scale(m_cairo, width / picture.pixels.width, height / picture.pixels.height);
        cairo_set_source_surface(m_cairo, surface, 0, 0);
        cairo_paint(m_cairo);
        cairo_restore(m_cairo);
        cairo_surface_flush(m_surface);
        cairo_surface_finish(surface); // a copy is taken of what is still needed; `data` goes now
        cairo_surface_destroy(surface);
    }
    double textWidth(const std::string& text, double size, bool bold) const override
    {
        return fontTextWidth(text, size, bold, m_format.fontFamily);
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
        return m_kind == CairoKind::Png ? annotatedPng(m_bytes, m_format.dpi, m_metadata) : m_bytes;
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
        setColor(stroke.color, stroke.alpha);
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

    const CairoKind m_kind;
    const FigureFormat m_format;
    const std::string m_metadata;
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

namespace {

/// A drawing that nobody sees, to measure text with.
class Measure
{
public:
    Measure(const std::string& family, double size, bool bold)
        : m_surface(cairo_image_surface_create(CAIRO_FORMAT_A8, 1, 1)), m_cairo(cairo_create(m_surface))
    {
        selectFont(m_cairo, family, size, bold);
    }
    Measure(const Measure&) = delete;
    Measure& operator=(const Measure&) = delete;
    ~Measure()
    {
        cairo_destroy(m_cairo);
        cairo_surface_destroy(m_surface);
    }
    cairo_t* cairo() const { return m_cairo; }

private:
    cairo_surface_t* m_surface;
    cairo_t* m_cairo;
};

} // namespace

double fontTextWidth(const std::string& text, double size, bool bold, const std::string& family)
{
    const Measure measure(family, size, bold);
    cairo_text_extents_t extents;
    cairo_text_extents(measure.cairo(), drawable(text).c_str(), &extents);
    return extents.x_advance;
}

std::string textOutline(Position at, const std::string& text, double size, bool bold, const std::string& family)
{
    const Measure measure(family, size, bold);
    cairo_move_to(measure.cairo(), at.x, at.y);
    cairo_text_path(measure.cairo(), drawable(text).c_str());
    cairo_path_t* path = cairo_copy_path(measure.cairo());
    std::string out;
    for (int i = 0; i < path->num_data; i += path->data[i].header.length) {
        const cairo_path_data_t* piece = path->data + i;
        static constexpr char kLetters[] = {'M', 'L', 'C', 'Z'};
        out += kLetters[piece->header.type];
        for (int p = 1; p < piece->header.length; ++p)
            out += fmt::format("{}{:.2f},{:.2f}", p > 1 ? " " : "", piece[p].point.x, piece[p].point.y);
    }
    cairo_path_destroy(path);
    return out;
}

std::string metadataText(const std::map<std::string, std::string>& metadata)
{
    std::string text;
    for (const auto& [key, value] : metadata)
        text += (text.empty() ? "" : "; ") + key + "=" + value;
    return text;
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
