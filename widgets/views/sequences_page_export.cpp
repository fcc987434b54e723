// SPDX-License-Identifier: GPL-3.0-or-later
// The lanes as a figure for a paper.
#include "widgets/bridge/sequence_export.h"
#include "widgets/charts/swatch.h"
#include "widgets/dialogs/export_dialog.h"
#include "widgets/views/sequences_page.h"

#include <algorithm>

namespace fulcrum::views {

namespace {

/// Draws with pictures that are read once for each resolution that is needed: the preview asks for a drawing after every change.
class SequenceRenderer
{
public:
    explicit SequenceRenderer(chart::SequenceFigure figure) : m_figure(std::move(figure)) { }

    Result<std::string> operator()(const chart::FigureFormat& format, const std::string& kind)
    {
        // Cards take less than a quarter of the width.
        const int edge = static_cast<int>(std::clamp(format.widthMm / 25.4 * format.dpi * 0.25, 64.0, 2048.0));
        if (edge > m_edge) {
            m_pictures = chart::loadPictures(m_figure, edge);
            m_edge = edge;
        }
        return chart::renderSequences(m_figure, m_pictures, format, kind);
    }

private:
    const chart::SequenceFigure m_figure;
    chart::SequencePictures m_pictures; // the worker runs one request at a time
    int m_edge = 0;
};

} // namespace

QString SequencesPage::whyNoExport() const
{
    if (!query())
        return tr("Choose a query first: its sequences are exported as a figure.");
    const auto& lanes = m_board->lanes();
    const bool any = std::any_of(lanes.begin(), lanes.end(),
        [](const bridge::Lane& lane) { return lane.state == bridge::Lane::State::Ready; });
    return any ? QString() : tr("No lane has a sequence yet.");
}

void SequencesPage::exportView()
{
    const std::optional<data::Sample> sample = query();
    const auto& ref = m_state->currentQuery();
    const auto dataset = ref ? m_session->dataset(ref->task, ref->split) : nullptr;
    if (!sample || !dataset)
        return;
    const auto renderer = std::make_shared<SequenceRenderer>(
        bridge::sequenceFigure(*dataset, *sample, m_board->lanes(), m_revealed, charts::shownStyles()));
    dialogs::ExportSource source;
    source.kind = QStringLiteral("sequences");
    source.title = tr("Export the sequences");
    source.formats = {QStringLiteral("pdf"), QStringLiteral("svg"), QStringLiteral("png")};
    source.render = [renderer](const chart::FigureFormat& format, const std::string& kind) { return (*renderer)(format, kind); };
    source.heightFollows = source.sizeIsRemembered = true;
    source.note = tr("The images are embedded in the file. Images of COCO belong to their photographers on "
                     "Flickr and have different "
                     "licences (“license” in COCO's annotation files), some without commercial use or "
                     "changes: check those of the images "
                     "that you publish, and name their sources.");
    if (!m_revealed)
        source.note += u'\n' + tr("The query's reference is left out because it is hidden (R reveals it).");
    auto* dialog = new dialogs::ExportDialog(source, &m_session->worker(), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

} // namespace fulcrum::views
