// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/dialogs/export_dialog.h"

#include "widgets/bridge/error_text.h"
#include "widgets/bridge/project_session.h"
#include "widgets/theme/style.h"
#include "widgets/theme/type.h"
#include "widgets/views/common.h"
#include "widgets/views/style_panel.h"

#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QDir>
#include <QDoubleSpinBox>
#include <QFileDialog>
#include <QFormLayout>
#include <QLabel>
#include <QMimeData>
#include <QPushButton>
#include <QSettings>
#include <QVBoxLayout>
#include <cmath>

namespace fulcrum::dialogs {

namespace {

QString& settingsFile()
{
    static QString file;
    return file;
}

QDoubleSpinBox* spin(double low, double high, double value, const QString& suffix)
{
    auto* box = new QDoubleSpinBox;
    box->setRange(low, high);
    box->setDecimals(1);
    box->setValue(value);
    box->setSuffix(suffix);
    return box;
}

QString formatName(const QString& extension)
{
    if (extension == u"pdf")
        return ExportDialog::tr("PDF (vector)");
    if (extension == u"svg")
        return ExportDialog::tr("SVG (vector)");
    if (extension == u"png")
        return ExportDialog::tr("PNG (pixels)");
    if (extension == u"tex")
        return ExportDialog::tr("LaTeX pgfplots");
    return ExportDialog::tr("%1 (data)").arg(extension.toUpper());
}

bool isDrawn(const QString& extension) { return extension == u"pdf" || extension == u"svg" || extension == u"png"; }

} // namespace

ExportSource exportSource(const chart::Figure& figure, const QString& kind, const chart::FigureFormat& format)
{
    ExportSource source;
    source.kind = kind;
    source.title = ExportDialog::tr("Export the chart");
    source.format = format;
    source.render = [figure](const chart::FigureFormat& asked, const std::string& what) {
        return chart::renderFigure(figure, asked, what);
    };
    return source;
}

void copyDrawing(const std::string& png, const std::string& svg)
{
    auto* data = new QMimeData;
    data->setImageData(QImage::fromData(QByteArray::fromStdString(png), "PNG"));
    data->setData(QStringLiteral("image/png"), QByteArray::fromStdString(png));
    data->setData(QStringLiteral("image/svg+xml"), QByteArray::fromStdString(svg));
    QApplication::clipboard()->setMimeData(data);
}

void ExportDialog::setSettingsFile(const QString& file) { settingsFile() = file; }

ExportDialog::ExportDialog(ExportSource source, bridge::Worker* worker, QWidget* parent)
    : QDialog(parent), m_source(std::move(source)), m_worker(worker), m_render(worker)
{
    setWindowTitle(m_source.title);
    resize(980, 600);
    auto* row = new QHBoxLayout;
    row->setSpacing(24);
    row->addWidget(makeSettings());
    QFrame* card = views::makeCard();
    auto* cardLayout = new QVBoxLayout(card);
    m_preview = new QLabel;
    m_preview->setAlignment(Qt::AlignCenter);
    m_preview->setMinimumSize(320, 200);
    m_preview->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Ignored);
    m_preview->setWordWrap(true);
    m_preview->setAccessibleName(tr("Preview"));
    cardLayout->addWidget(m_preview);
    row->addWidget(card, 1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(24, 20, 24, 20);
    layout->setSpacing(16);
    layout->addLayout(row, 1);
    if (!m_source.note.isEmpty())
        layout->addWidget(theme::label(m_source.note, theme::Text::Small, nullptr, true));
    m_status = theme::label({}, theme::Text::Body, nullptr, true);
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(m_status, 1);
    m_copy = new QPushButton(tr("Copy"));
    m_copy->setToolTip(tr("Put the drawing on the clipboard, as PNG and SVG"));
    connect(m_copy, &QPushButton::clicked, this, &ExportDialog::copy);
    buttons->addWidget(m_copy);
    auto* cancel = new QPushButton(tr("Cancel"));
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    buttons->addWidget(cancel);
    m_export = new QPushButton(tr("Export…"));
    m_export->setProperty(theme::kPrimaryProperty, true);
    m_export->setDefault(true);
    connect(m_export, &QPushButton::clicked, this, &ExportDialog::choose);
    buttons->addWidget(m_export);
    layout->addLayout(buttons);
    recall();
    showFields();
    preview();
}

QWidget* ExportDialog::makeSettings()
{
    auto* settings = new QWidget;
    settings->setFixedWidth(300);
    m_form = new QFormLayout(settings);
    m_form->setContentsMargins(0, 0, 0, 0);
    m_form->setVerticalSpacing(10);
    m_kind = new QComboBox;
    for (const QString& extension : m_source.formats)
        m_kind->addItem(formatName(extension), extension);
    m_form->addRow(tr("Format"), m_kind);
    m_preset = new QComboBox;
    m_preset->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    for (const views::SizePreset& preset : views::sizePresets())
        m_preset->addItem(preset.name);
    m_preset->addItem(tr("Custom"));
    m_form->addRow(tr("Preset"), m_preset);
    addPictureFields(m_form);
    connect(m_kind, &QComboBox::currentIndexChanged, this, [this] {
        showFields();
        preview();
    });
    connect(m_preset, &QComboBox::activated, this, &ExportDialog::applyPreset);
    const auto redraw = [this] {
        showFields();
        preview();
    };
    for (QDoubleSpinBox* box : {m_width, m_height, m_font})
        connect(box, &QDoubleSpinBox::valueChanged, this, redraw);
    connect(m_theme, &QComboBox::currentIndexChanged, this, redraw);
    connect(m_transparent, &QCheckBox::toggled, this, redraw);
    return settings;
}

void ExportDialog::addPictureFields(QFormLayout* form)
{
    const chart::FigureFormat& first = m_source.format;
    m_width = spin(20, 2000, first.widthMm, tr(" mm"));
    m_height = spin(20, 2000, first.heightMm, tr(" mm"));
    m_font = spin(4, 48, first.fontPt, tr(" pt"));
    m_dpi = spin(72, 600, first.dpi, tr(" dpi"));
    m_dpi->setDecimals(0);
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
    m_paths = new QCheckBox(tr("Text as paths"));
    m_paths->setToolTip(tr("Outlines in place of text: needs no font, cannot be searched or edited"));
    form->addRow(QString(), m_paths);
    form->setRowVisible(m_height, !m_source.heightFollows);
}

void ExportDialog::applyPreset(int index)
{
    const QVector<views::SizePreset> presets = views::sizePresets();
    if (index >= presets.size())
        return;
    m_width->setValue(presets[index].widthMm);
    m_height->setValue(presets[index].heightMm);
    m_font->setValue(presets[index].fontPt);
}

/// Only what matters for the chosen format is offered.
void ExportDialog::showFields()
{
    const QString kind = extension();
    const bool drawn = isDrawn(kind), sized = drawn || kind == u"tex";
    for (QWidget* field : {static_cast<QWidget*>(m_preset), static_cast<QWidget*>(m_width), static_cast<QWidget*>(m_theme)})
        m_form->setRowVisible(field, sized);
    m_form->setRowVisible(m_height, sized && !m_source.heightFollows);
    m_form->setRowVisible(m_font, drawn);
    m_form->setRowVisible(m_dpi, kind == u"png");
    m_form->setRowVisible(m_transparent, drawn);
    m_form->setRowVisible(m_paths, kind == u"pdf" || kind == u"svg");
    const QVector<views::SizePreset> presets = views::sizePresets();
    const auto same = std::find_if(presets.begin(), presets.end(), [this](const views::SizePreset& p) {
        return std::abs(p.widthMm - m_width->value()) < 0.05 && std::abs(p.fontPt - m_font->value()) < 0.05
            && (m_source.heightFollows || std::abs(p.heightMm - m_height->value()) < 0.05);
    });
    m_preset->setCurrentIndex(static_cast<int>(same - presets.begin()));
}

chart::FigureFormat ExportDialog::format() const
{
    chart::FigureFormat format = m_source.format;
    format.widthMm = m_width->value();
    format.heightMm = m_height->value();
    format.fontPt = m_font->value();
    format.theme = static_cast<chart::Theme>(m_theme->currentData().toInt());
    format.transparent = m_transparent->isChecked();
    format.textAsPaths = m_paths->isChecked();
    format.dpi = m_dpi->value();
    return format;
}

QString ExportDialog::extension() const { return m_kind->currentData().toString(); }

void ExportDialog::setExtension(const QString& extension) { m_kind->setCurrentIndex(std::max(0, m_kind->findData(extension))); }

void ExportDialog::preview()
{
    chart::FigureFormat small = format();
    const QSizeF room = QSizeF(m_preview->size()).expandedTo(QSizeF(320, 200)) * devicePixelRatioF();
    double dpi = room.width() / small.widthMm * 25.4;
    if (!m_source.heightFollows)
        dpi = std::min(dpi, room.height() / small.heightMm * 25.4);
    small.dpi = std::clamp(dpi, 36.0, 600.0);
    m_render.run(
        this, [render = m_source.render, small](std::stop_token) { return render(small, "png"); },
        [this](const Result<std::string>& png) {
            QPixmap pixmap;
            if (png && pixmap.loadFromData(QByteArray::fromStdString(*png))) {
                const QSize most = m_preview->size() * devicePixelRatioF();
                if (pixmap.height() > most.height() || pixmap.width() > most.width())
                    pixmap = pixmap.scaled(most, Qt::KeepAspectRatio, Qt::SmoothTransformation);
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
    const QString name = QDir(m_folder).filePath(QStringLiteral("fulcrum-%1.%2").arg(m_source.kind, suffix));
    QString file = QFileDialog::getSaveFileName(
        this, m_source.title, name, QStringLiteral("%1 (*.%2)").arg(m_kind->currentText(), suffix));
    if (file.isEmpty())
        return;
    if (!file.endsWith(u'.' + suffix))
        file += u'.' + suffix;
    exportTo(file);
}

void ExportDialog::exportTo(const QString& file)
{
    m_export->setEnabled(false);
    m_status->setText(tr("Writing…"));
    m_worker->run(
        this,
        [render = m_source.render, format = format(), path = bridge::toPath(file)](std::stop_token) -> Result<void> {
            const std::string kind = path.extension().string();
            FULCRUM_TRY(const std::string content, render(format, kind.empty() ? kind : kind.substr(1)));
            return writeFileAtomic(path, content);
        },
        [this, file](const Result<void>& done) { finished(done, file); });
}

void ExportDialog::finished(const Result<void>& done, const QString& file)
{
    m_export->setEnabled(true);
    if (!done) {
        m_status->setText(bridge::errorParagraph(done.error()));
        return;
    }
    m_folder = QFileInfo(file).absolutePath();
    remember();
    Q_EMIT formatUsed(format());
    Q_EMIT written(file);
    accept();
}

void ExportDialog::copy()
{
    using Drawings = std::pair<std::string, std::string>;
    m_worker->run(
        this,
        [render = m_source.render, format = format()](std::stop_token) -> Result<Drawings> {
            FULCRUM_TRY(std::string png, render(format, "png"));
            FULCRUM_TRY(std::string svg, render(format, "svg"));
            return Drawings {std::move(png), std::move(svg)};
        },
        [this](const Result<Drawings>& drawings) {
            if (drawings)
                copyDrawing(drawings->first, drawings->second);
            m_status->setText(drawings ? tr("Copied as PNG and SVG.") : bridge::errorParagraph(drawings.error()));
        });
}

QString ExportDialog::key(const char* name) const
{
    return QStringLiteral("charts/export/%1/%2").arg(m_source.kind, QString::fromLatin1(name));
}

void ExportDialog::remember()
{
    if (settingsFile().isEmpty())
        return;
    QDir().mkpath(QFileInfo(settingsFile()).absolutePath());
    QSettings file(settingsFile(), QSettings::IniFormat);
    file.setValue(key("format"), extension());
    file.setValue(key("dpi"), m_dpi->value());
    file.setValue(key("theme"), m_theme->currentData());
    file.setValue(key("transparent"), m_transparent->isChecked());
    file.setValue(key("paths"), m_paths->isChecked());
    file.setValue(key("folder"), m_folder);
    if (m_source.sizeIsRemembered) {
        file.setValue(key("width"), m_width->value());
        file.setValue(key("font"), m_font->value());
    }
}

void ExportDialog::recall()
{
    if (settingsFile().isEmpty())
        return;
    const QSettings file(settingsFile(), QSettings::IniFormat);
    setExtension(file.value(key("format"), m_source.formats.front()).toString());
    m_dpi->setValue(file.value(key("dpi"), m_dpi->value()).toDouble());
    m_theme->setCurrentIndex(std::max(0, m_theme->findData(file.value(key("theme"), 0).toInt())));
    m_transparent->setChecked(file.value(key("transparent"), false).toBool());
    m_paths->setChecked(file.value(key("paths"), false).toBool());
    m_folder = file.value(key("folder")).toString();
    if (m_source.sizeIsRemembered) {
        m_width->setValue(file.value(key("width"), m_width->value()).toDouble());
        m_font->setValue(file.value(key("font"), m_font->value()).toDouble());
    }
}

} // namespace fulcrum::dialogs
