// SPDX-License-Identifier: GPL-3.0-or-later
// What leaves the Charts page: files and the clipboard.
#include "widgets/bridge/chart_styles.h"
#include "widgets/bridge/error_text.h"
#include "widgets/dialogs/export_dialog.h"
#include "widgets/models/summary_model.h"
#include "widgets/views/charts_page.h"
#include "widgets/views/common.h"

#include <QApplication>
#include <QClipboard>
#include <QFileDialog>

namespace fulcrum::views {

namespace {

/// The names that the project gives its strategies, for tables.
std::map<std::string, std::string> namesOf(const std::vector<icl::StrategySummary>& rows, const chart::StyleBook& styles)
{
    std::map<std::string, std::string> names;
    for (const icl::StrategySummary& row : rows)
        names[row.strategy] = styles.nameOf(row.strategy);
    return names;
}

QString formatOf(const QString& file)
{
    return file.endsWith(u".tex") ? QStringLiteral("latex") : file.endsWith(u".md") ? QStringLiteral("markdown") : QStringLiteral("csv");
}

} // namespace

void ChartsPage::exportView()
{
    if (kind() == Kind::Table) {
        exportTable();
        return;
    }
    const QString kindOfChart = kindName(kind());
    const bridge::ChartSettings settings = m_styles->settings(kindOfChart);
    auto* dialog = new dialogs::ExportDialog(
        dialogs::exportSource(visibleFigure(), kindOfChart, settings.format()), &m_parts.session->worker(), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &dialogs::ExportDialog::formatUsed, this, [this, kindOfChart](const chart::FigureFormat& format) {
        bridge::ChartSettings changed = m_styles->settings(kindOfChart);
        changed.widthMm = format.widthMm;
        changed.heightMm = format.heightMm;
        changed.fontPt = format.fontPt;
        m_styles->setSettings(kindOfChart, changed, tr("Size of the chart"));
    });
    dialog->open();
}

void ChartsPage::copyTable(const QString& format)
{
    QApplication::clipboard()->setText(format.isEmpty()
            ? m_summary->toText()
            : QString::fromStdString(
                icl::resultsTable(m_data.rows, format.toStdString(), true, namesOf(m_data.rows, m_styles->book()))));
}

void ChartsPage::exportTable()
{
    QString file = QFileDialog::getSaveFileName(this, tr("Export the results table"), QStringLiteral("fulcrum-results.tex"),
        tr("LaTeX (*.tex);;Markdown (*.md);;CSV (*.csv)"));
    if (file.isEmpty())
        return;
    if (!file.contains(u'.'))
        file += QStringLiteral(".csv");
    const std::string text = icl::resultsTable(
        m_data.rows, formatOf(file).toStdString(), true, namesOf(m_data.rows, m_styles->book()));
    m_parts.session->worker().run(
        this, [text, path = bridge::toPath(file)](std::stop_token) { return writeFileAtomic(path, text); },
        [this, file](const Result<void>& written) {
            if (written)
                m_bar->showMessage(InlineBar::Kind::Note, tr("The table was written to %1.").arg(file));
            else
                showProblem(written.error());
        });
}

void ChartsPage::copyImage()
{
    using Drawings = std::pair<std::string, std::string>;
    m_parts.session->worker().run(
        this,
        [figure = visibleFigure(), format = m_styles->settings(kindName(kind())).format()](std::stop_token) -> Result<Drawings> {
            FULCRUM_TRY(std::string png, chart::renderFigure(figure, format, "png"));
            FULCRUM_TRY(std::string svg, chart::renderFigure(figure, format, "svg"));
            return Drawings {std::move(png), std::move(svg)};
        },
        [this](const Result<Drawings>& drawings) {
            if (drawings)
                dialogs::copyDrawing(drawings->first, drawings->second);
            else
                showProblem(drawings.error());
        });
}

} // namespace fulcrum::views
