// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/dialogs/export_dialog.h"

#include "widgets/bridge/error_text.h"
#include "widgets/bridge/project_session.h"
#include "widgets/theme/style.h"
#include "widgets/theme/type.h"
#include "widgets/views/common.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFileDialog>
#include <QFormLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace fulcrum::dialogs {

namespace {

struct Preset
{
    const char* name;
    double width, height, font;
};
/// Widths of UX.md (P8); heights keep two panels readable.
constexpr Preset kPresets[] = {
    {QT_TRANSLATE_NOOP("fulcrum::dialogs::ExportDialog", "NeurIPS text width, 5.5 in"), 139.7, 70, 8},
    {QT_TRANSLATE_NOOP("fulcrum::dialogs::ExportDialog", "Half width, 2.7 in"), 68.6, 60, 7},
    {QT_TRANSLATE_NOOP("fulcrum::dialogs::ExportDialog", "Slide 16:9"), 254, 142.9, 14},
};

QDoubleSpinBox* spin(double low, double high, double value, const QString& suffix)
{
    auto* box = new QDoubleSpinBox;
    box->setRange(low, high);
    box->setDecimals(1);
    box->setValue(value);
    box->setSuffix(suffix);
    return box;
}

} // namespace

ExportDialog::ExportDialog(chart::Figure figure, bridge::Worker* worker, QWidget* parent)
    : QDialog(parent), m_figure(std::move(figure)), m_worker(worker), m_render(worker)
{
    setWindowTitle(tr("Export the chart"));
    resize(960, 560);
    auto* row = new QHBoxLayout;
    row->setSpacing(24);
    row->addWidget(makeSettings());
    QFrame* card = views::makeCard();
    auto* cardLayout = new QVBoxLayout(card);
    m_preview = new QLabel;
    m_preview->setAlignment(Qt::AlignCenter);
    m_preview->setMinimumSize(320, 200);
    m_preview->setAccessibleName(tr("Preview"));
    cardLayout->addWidget(m_preview);
    row->addWidget(card, 1);
    m_status = theme::label({}, theme::Text::Body, nullptr, true);
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(m_status, 1);
    auto* cancel = new QPushButton(tr("Cancel"));
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    buttons->addWidget(cancel);
    m_export = new QPushButton(tr("Export…"));
    m_export->setProperty(theme::kPrimaryProperty, true);
    m_export->setDefault(true);
    connect(m_export, &QPushButton::clicked, this, &ExportDialog::choose);
    buttons->addWidget(m_export);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(24, 20, 24, 20);
    layout->setSpacing(16);
    layout->addLayout(row, 1);
    layout->addLayout(buttons);
    preview();
}

QWidget* ExportDialog::makeSettings()
{
    auto* settings = new QWidget;
    settings->setFixedWidth(280);
    auto* form = new QFormLayout(settings);
    form->setContentsMargins(0, 0, 0, 0);
    form->setVerticalSpacing(10);
    m_kind = new QComboBox;
    for (const auto& [name, extension] : {std::pair(tr("PDF (vector)"), "pdf"), std::pair(tr("SVG (vector)"), "svg"),
             std::pair(tr("PNG (pixels)"), "png"), std::pair(tr("CSV (data)"), "csv"), std::pair(tr("TSV (data)"), "tsv"),
             std::pair(tr("JSON (data)"), "json"), std::pair(tr("LaTeX pgfplots"), "tex")})
        m_kind->addItem(name, QString::fromLatin1(extension));
    form->addRow(tr("Format"), m_kind);
    m_preset = new QComboBox;
    for (const Preset& preset : kPresets)
        m_preset->addItem(tr(preset.name));
    form->addRow(tr("Preset"), m_preset);
    m_width = spin(20, 2000, kPresets[0].width, tr(" mm"));
    m_height = spin(20, 2000, kPresets[0].height, tr(" mm"));
    m_font = spin(4, 48, kPresets[0].font, tr(" pt"));
    m_dpi = spin(72, 600, 300, tr(" dpi"));
    form->addRow(tr("Width"), m_width);
    form->addRow(tr("Height"), m_height);
    form->addRow(tr("Text"), m_font);
    form->addRow(tr("Resolution"), m_dpi);
    m_theme = new QComboBox;
    m_theme->addItem(tr("Light"), static_cast<int>(chart::Theme::Light));
    m_theme->addItem(tr("High contrast"), static_cast<int>(chart::Theme::HighContrast));
    m_theme->addItem(tr("Dark"), static_cast<int>(chart::Theme::Dark));
    form->addRow(tr("Colours"), m_theme);
    m_transparent = new QCheckBox(tr("Transparent ground"));
    form->addRow(QString(), m_transparent);
    connect(m_preset, &QComboBox::activated, this, &ExportDialog::applyPreset);
    for (QDoubleSpinBox* box : {m_width, m_height, m_font})
        connect(box, &QDoubleSpinBox::valueChanged, this, &ExportDialog::preview);
    connect(m_theme, &QComboBox::currentIndexChanged, this, &ExportDialog::preview);
    connect(m_transparent, &QCheckBox::toggled, this, &ExportDialog::preview);
    return settings;
}

void ExportDialog::applyPreset(int index)
{
    const Preset& preset = kPresets[static_cast<std::size_t>(index)];
    m_width->setValue(preset.width);
    m_height->setValue(preset.height);
    m_font->setValue(preset.font);
}

chart::FigureFormat ExportDialog::format() const
{
    chart::FigureFormat format;
    format.widthMm = m_width->value();
    format.heightMm = m_height->value();
    format.fontPt = m_font->value();
    format.theme = static_cast<chart::Theme>(m_theme->currentData().toInt());
    format.transparent = m_transparent->isChecked();
    format.dpi = m_dpi->value();
    return format;
}

QString ExportDialog::extension() const { return m_kind->currentData().toString(); }

void ExportDialog::preview()
{
    chart::FigureFormat small = format();
    const QSizeF room = QSizeF(m_preview->size()).expandedTo(QSizeF(320, 200)) * devicePixelRatioF();
    small.dpi = std::clamp(std::min(room.width() / small.widthMm, room.height() / small.heightMm) * 25.4, 20.0, 600.0);
    m_render.run(
        this, [figure = m_figure, small](std::stop_token) { return chart::renderPng(figure, small); },
        [this](const Result<std::string>& png) {
            QPixmap pixmap;
            if (png && pixmap.loadFromData(QByteArray::fromStdString(*png))) {
                pixmap.setDevicePixelRatio(devicePixelRatioF());
                m_preview->setPixmap(pixmap);
                m_status->clear();
            } else {
                m_preview->setText(png ? tr("The drawing is empty.") : bridge::errorParagraph(png.error()));
            }
        });
}

void ExportDialog::resizeEvent(QResizeEvent* event)
{
    QDialog::resizeEvent(event);
    preview();
}

void ExportDialog::choose()
{
    const QString suffix = extension();
    QString file = QFileDialog::getSaveFileName(this, tr("Export the chart"), QStringLiteral("fulcrum.%1").arg(suffix),
        QStringLiteral("%1 (*.%2)").arg(m_kind->currentText(), suffix));
    if (file.isEmpty())
        return;
    if (!file.endsWith(u'.' + suffix))
        file += u'.' + suffix;
    exportTo(file);
}

void ExportDialog::exportTo(const QString& file)
{
    m_export->setEnabled(false);
    m_worker->run(
        this,
        [figure = m_figure, format = format(), path = bridge::toPath(file)](std::stop_token) {
            return chart::exportFigure(figure, format, path);
        },
        [this, file](const Result<void>& done) {
            m_export->setEnabled(true);
            if (!done) {
                m_status->setText(bridge::errorParagraph(done.error()));
                return;
            }
            Q_EMIT written(file);
            accept();
        });
}

} // namespace fulcrum::dialogs
