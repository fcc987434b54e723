// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/style_panel.h"

#include "widgets/theme/type.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFontComboBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QSlider>
#include <QVBoxLayout>
#include <array>

namespace fulcrum::views {

namespace {

QDoubleSpinBox* spin(double low, double high, const QString& suffix, const QString& name)
{
    auto* box = new QDoubleSpinBox;
    box->setRange(low, high);
    box->setDecimals(1);
    box->setSuffix(suffix);
    box->setAccessibleName(name);
    box->setKeyboardTracking(false);
    return box;
}

std::array<std::pair<QString, chart::LegendPlace>, 8> legendPlaces()
{
    using Place = chart::LegendPlace;
    return {std::pair(StylePanel::tr("below"), Place::Below), std::pair(StylePanel::tr("right"), Place::Right),
        std::pair(StylePanel::tr("top left"), Place::TopLeft), std::pair(StylePanel::tr("top right"), Place::TopRight),
        std::pair(StylePanel::tr("bottom left"), Place::BottomLeft), std::pair(StylePanel::tr("bottom right"), Place::BottomRight),
        std::pair(StylePanel::tr("where it was dragged"), Place::Free), std::pair(StylePanel::tr("none"), Place::None)};
}

QString endText(const std::optional<double>& value) { return value ? QLocale().toString(*value, 'g', 6) : QString(); }

QLabel* heading(const QString& text)
{
    QLabel* label = theme::label(text, theme::Text::Small);
    label->setContentsMargins(0, 8, 0, 0);
    return label;
}

} // namespace

QVector<SizePreset> sizePresets()
{
    // Heights keep two panels readable.
    return {{StylePanel::tr("NeurIPS single column, 5.5 in"), 139.7, 70, 8}, {StylePanel::tr("Half width, 2.7 in"), 68.6, 60, 7},
        {StylePanel::tr("Slide 16:9"), 254, 142.9, 14}};
}

StylePanel::StylePanel(bridge::ChartStyles* styles, QWidget* parent) : QWidget(parent), m_styles(styles)
{
    setFixedWidth(268);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(8, 16, 0, 0);
    column->addWidget(theme::label(tr("Style"), theme::Text::Heading));
    auto* scroll = new QScrollArea;
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* content = new QWidget;
    m_form = new QFormLayout(content);
    m_form->setContentsMargins(0, 0, 12, 12);
    m_form->setVerticalSpacing(6);
    m_form->setLabelAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_form->setRowWrapPolicy(QFormLayout::DontWrapRows);
    makeSize(m_form);
    makeText(m_form);
    makeAxes(m_form);
    makeLook(m_form);
    auto* reset = new QPushButton(tr("Reset"));
    reset->setToolTip(tr("Everything of this panel back to how it was at first"));
    connect(reset, &QPushButton::clicked, this, [this] { m_styles->setSettings(m_kind, {}, tr("Reset the style of the chart")); });
    m_form->addRow(QString(), reset);
    scroll->setWidget(content);
    column->addWidget(scroll, 1);
    connect(m_styles, &bridge::ChartStyles::settingsChanged, this, [this](const QString& kind) {
        if (kind == m_kind)
            showSettings();
    });
}

void StylePanel::makeSize(QFormLayout* form)
{
    form->addRow(heading(tr("Size on paper")));
    m_preset = new QComboBox;
    m_preset->setAccessibleName(tr("Preset"));
    m_preset->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    for (const SizePreset& preset : sizePresets())
        m_preset->addItem(preset.name);
    m_preset->addItem(tr("Custom"));
    connect(m_preset, &QComboBox::activated, this, [this](int index) {
        const QVector<SizePreset> presets = sizePresets();
        if (index < presets.size())
            change(tr("Size of the chart"), [&](bridge::ChartSettings& s) {
                s.widthMm = presets[index].widthMm;
                s.heightMm = presets[index].heightMm;
                s.fontPt = presets[index].fontPt;
            });
    });
    form->addRow(tr("Preset"), m_preset);
    m_width = spin(20, 2000, tr(" mm"), tr("Width"));
    m_height = spin(20, 2000, tr(" mm"), tr("Height"));
    connect(m_width, &QDoubleSpinBox::valueChanged, this,
        [this](double v) { change(tr("Size of the chart"), [v](bridge::ChartSettings& s) { s.widthMm = v; }); });
    connect(m_height, &QDoubleSpinBox::valueChanged, this,
        [this](double v) { change(tr("Size of the chart"), [v](bridge::ChartSettings& s) { s.heightMm = v; }); });
    form->addRow(tr("Width"), m_width);
    form->addRow(tr("Height"), m_height);
}

void StylePanel::makeText(QFormLayout* form)
{
    form->addRow(heading(tr("Text")));
    m_font = new QFontComboBox;
    m_font->setEditable(false);
    m_font->setAccessibleName(tr("Font"));
    m_font->setToolTip(tr("Font of exported figures; on screen the font of the window is used"));
    m_font->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_font->setMinimumContentsLength(8);
    connect(m_font, &QFontComboBox::currentFontChanged, this, [this](const QFont& font) {
        change(tr("Font of the chart"), [&font](bridge::ChartSettings& s) { s.fontFamily = font.family(); });
    });
    m_fontSize = spin(4, 48, tr(" pt"), tr("Text size"));
    connect(m_fontSize, &QDoubleSpinBox::valueChanged, this,
        [this](double v) { change(tr("Text size of the chart"), [v](bridge::ChartSettings& s) { s.fontPt = v; }); });
    form->addRow(tr("Font"), m_font);
    form->addRow(tr("Size"), m_fontSize);
    const auto words = [&](const QString& name, const QString& what, QString bridge::ChartSettings::*member) {
        auto* edit = new QLineEdit;
        edit->setPlaceholderText(tr("automatic"));
        edit->setAccessibleName(name);
        connect(edit, &QLineEdit::editingFinished, this,
            [this, edit, what, member] { change(what, [&](bridge::ChartSettings& s) { s.*member = edit->text().trimmed(); }); });
        form->addRow(name, edit);
        return edit;
    };
    m_title = words(tr("Title"), tr("Title of the chart"), &bridge::ChartSettings::title);
    m_xLabel = words(tr("x label"), tr("Label of the x axis"), &bridge::ChartSettings::xLabel);
    m_yLabel = words(tr("y label"), tr("Label of the y axis"), &bridge::ChartSettings::yLabel);
}

QLineEdit* StylePanel::makeEnd(const QString& name, const std::function<std::optional<double>&(bridge::ChartSettings&)>& end)
{
    auto* edit = new QLineEdit;
    edit->setPlaceholderText(tr("auto"));
    edit->setAccessibleName(name);
    connect(edit, &QLineEdit::editingFinished, this, [this, edit, end] {
        bool isNumber = false;
        const double value = QLocale().toDouble(edit->text().trimmed(), &isNumber);
        if (isNumber || edit->text().trimmed().isEmpty())
            change(tr("Range of an axis"), [&](bridge::ChartSettings& s) { end(s) = isNumber ? std::optional(value) : std::nullopt; });
        else
            showSettings(); // what is no number is not kept
    });
    return edit;
}

void StylePanel::makeAxes(QFormLayout* form)
{
    form->addRow(heading(tr("Axes")));
    const auto row = [](QLineEdit* low, QLineEdit* high) {
        auto* layout = new QHBoxLayout;
        layout->setSpacing(4);
        layout->addWidget(low);
        layout->addWidget(new QLabel(QStringLiteral("–")));
        layout->addWidget(high);
        return layout;
    };
    m_xLow = makeEnd(tr("x from"), [](bridge::ChartSettings& s) -> std::optional<double>& { return s.x.low; });
    m_xHigh = makeEnd(tr("x to"), [](bridge::ChartSettings& s) -> std::optional<double>& { return s.x.high; });
    m_yLow = makeEnd(tr("y from"), [](bridge::ChartSettings& s) -> std::optional<double>& { return s.y.low; });
    m_yHigh = makeEnd(tr("y to"), [](bridge::ChartSettings& s) -> std::optional<double>& { return s.y.high; });
    form->addRow(tr("x range"), row(m_xLow, m_xHigh));
    form->addRow(tr("y range"), row(m_yLow, m_yHigh));
}

void StylePanel::makeLook(QFormLayout* form)
{
    form->addRow(heading(tr("Look")));
    m_legend = new QComboBox;
    m_legend->setAccessibleName(tr("Legend"));
    for (const auto& [name, place] : legendPlaces())
        m_legend->addItem(name, static_cast<int>(place));
    connect(m_legend, &QComboBox::activated, this, [this] {
        change(tr("Place of the legend"),
            [this](bridge::ChartSettings& s) { s.legend = static_cast<chart::LegendPlace>(m_legend->currentData().toInt()); });
    });
    form->addRow(tr("Legend"), m_legend);
    const auto box = [&](const QString& name, const QString& tip, bool bridge::ChartSettings::*member) {
        auto* check = new QCheckBox(name);
        check->setToolTip(tip);
        connect(check, &QCheckBox::toggled, this, [this, name, member](bool on) {
            change(name, [&](bridge::ChartSettings& s) { s.*member = on; });
        });
        form->addRow(check);
        return check;
    };
    m_print = box(tr("Hatched for print"), tr("Bands, bars and bins get lines of different directions, for black and white"),
        &bridge::ChartSettings::print);
    m_seeds = box(tr("Seeds in the legend"), tr("How many seeds each mean is made of"), &bridge::ChartSettings::seeds);
    m_clip = box(tr("Clip outliers"),
        tr("Show the middle 98 % of the values; the chart says how many points are outside"), &bridge::ChartSettings::clipOutliers);
    m_smoothing = new QSlider(Qt::Horizontal);
    m_smoothing->setRange(0, 99);
    m_smoothing->setAccessibleName(tr("Smoothing"));
    m_smoothing->setToolTip(tr("De-biased moving average; the raw curve stays visible, pale"));
    connect(m_smoothing, &QSlider::valueChanged, this,
        [this](int v) { change(tr("Smoothing"), [v](bridge::ChartSettings& s) { s.smoothing = v / 100.0; }); });
    form->addRow(tr("Smoothing"), m_smoothing);
}

void StylePanel::setKind(const QString& kind, bool stepCurves, bool seeds)
{
    m_kind = kind;
    m_clip->setVisible(stepCurves);
    m_smoothing->setVisible(stepCurves);
    if (QWidget* label = m_form->labelForField(m_smoothing))
        label->setVisible(stepCurves);
    m_seeds->setVisible(seeds);
    showSettings();
}

void StylePanel::showSettings()
{
    m_showing = true;
    const bridge::ChartSettings s = m_styles->settings(m_kind);
    const QVector<SizePreset> presets = sizePresets();
    const auto preset = std::find_if(presets.begin(), presets.end(), [&s](const SizePreset& p) {
        return p.widthMm == s.widthMm && p.heightMm == s.heightMm && p.fontPt == s.fontPt;
    });
    m_preset->setCurrentIndex(static_cast<int>(preset - presets.begin()));
    m_width->setValue(s.widthMm);
    m_height->setValue(s.heightMm);
    m_fontSize->setValue(s.fontPt);
    m_font->setCurrentFont(QFont(s.fontFamily));
    m_title->setText(s.title);
    m_xLabel->setText(s.xLabel);
    m_yLabel->setText(s.yLabel);
    m_xLow->setText(endText(s.x.low));
    m_xHigh->setText(endText(s.x.high));
    m_yLow->setText(endText(s.y.low));
    m_yHigh->setText(endText(s.y.high));
    m_legend->setCurrentIndex(m_legend->findData(static_cast<int>(s.legend)));
    m_print->setChecked(s.print);
    m_seeds->setChecked(s.seeds);
    m_clip->setChecked(s.clipOutliers);
    m_smoothing->setValue(qRound(s.smoothing * 100));
    m_showing = false;
}

void StylePanel::change(const QString& what, const std::function<void(bridge::ChartSettings&)>& edit)
{
    if (m_showing || m_kind.isEmpty())
        return;
    bridge::ChartSettings settings = m_styles->settings(m_kind);
    edit(settings);
    m_styles->setSettings(m_kind, settings, what);
}

} // namespace fulcrum::views
