// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/series_panel.h"

#include "widgets/bridge/chart_styles.h"
#include "widgets/charts/swatch.h"
#include "widgets/models/series_model.h"
#include "widgets/theme/icons.h"
#include "widgets/theme/type.h"

#include <QColorDialog>
#include <QComboBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QMenu>
#include <QPainter>
#include <QToolButton>
#include <QVBoxLayout>

namespace fulcrum::views {

namespace {

constexpr int kRoomForEditor = 380;

QPixmap drawn(const QPalette& palette, qreal ratio, const std::function<void(QPainter&)>& draw)
{
    QPixmap pixmap(QSize(36, 16) * ratio);
    pixmap.setDevicePixelRatio(ratio);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(palette.color(QPalette::Text), 2));
    draw(painter);
    return pixmap;
}

QString markerText(chart::Marker marker)
{
    switch (marker) {
    case chart::Marker::None: return SeriesPanel::tr("none");
    case chart::Marker::Circle: return SeriesPanel::tr("circle");
    case chart::Marker::Square: return SeriesPanel::tr("square");
    case chart::Marker::TriangleUp: return SeriesPanel::tr("triangle");
    case chart::Marker::TriangleDown: return SeriesPanel::tr("triangle, down");
    case chart::Marker::Diamond: return SeriesPanel::tr("diamond");
    case chart::Marker::Cross: return SeriesPanel::tr("cross");
    case chart::Marker::Star: return SeriesPanel::tr("star");
    case chart::Marker::Plus: return SeriesPanel::tr("plus");
    }
    return {};
}

QString dashText(chart::Dash dash)
{
    switch (dash) {
    case chart::Dash::Solid: return SeriesPanel::tr("solid");
    case chart::Dash::Dashed: return SeriesPanel::tr("dashed");
    case chart::Dash::DashDot: return SeriesPanel::tr("dash and dot");
    case chart::Dash::Dotted: return SeriesPanel::tr("dotted");
    case chart::Dash::Long: return SeriesPanel::tr("long dashes");
    }
    return {};
}

} // namespace

SeriesPanel::SeriesPanel(models::SeriesModel* model, bridge::ChartStyles* styles, QWidget* parent)
    : QWidget(parent), m_model(model), m_styles(styles), m_list(new QListView)
{
    setFixedWidth(248);
    m_editor = makeEditor();
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, 16, 8, 16);
    column->addWidget(theme::label(tr("Series"), theme::Text::Heading));
    m_list->setModel(m_model);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setIconSize(QSize(28, 16));
    m_list->setSpacing(1);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setTextElideMode(Qt::ElideRight);
    m_list->setEditTriggers(QAbstractItemView::EditKeyPressed);
    m_list->setContextMenuPolicy(Qt::CustomContextMenu);
    m_list->setAccessibleName(tr("Series"));
    connect(m_list, &QListView::doubleClicked, m_model, &models::SeriesModel::solo);
    connect(m_list, &QListView::customContextMenuRequested, this, &SeriesPanel::showMenu);
    column->addWidget(m_list, 1);
    column->addWidget(m_editor);
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this, &SeriesPanel::showCurrent);
    connect(m_model, &QAbstractItemModel::modelReset, this, [this] {
        m_list->setCurrentIndex(m_model->index(0)); // the editor is about something
        showCurrent();
    });
    connect(m_model, &QAbstractItemModel::dataChanged, this, &SeriesPanel::showCurrent);
    connect(m_model, &models::SeriesModel::nameEdited, this, [this](const QString& key, const QString& name) {
        select(key);
        change(tr("Name of “%1”").arg(key), [&name](chart::StyleChange& style) { style.label = name.toStdString(); });
    });
    showCurrent();
}

QWidget* SeriesPanel::makeEditor()
{
    auto* editor = new QWidget;
    auto* form = new QFormLayout(editor);
    form->setContentsMargins(0, 8, 8, 0);
    form->setLabelAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    form->setVerticalSpacing(6);
    m_color = new QToolButton;
    m_color->setIconSize(QSize(36, 16));
    m_color->setToolTip(tr("Choose the colour that this series has in every view"));
    m_color->setAccessibleName(tr("Colour"));
    connect(m_color, &QToolButton::clicked, this, &SeriesPanel::chooseColor);
    m_reset = new QToolButton;
    m_reset->setText(tr("Reset"));
    m_reset->setToolTip(tr("Back to the colour, marker, dash and name of the palette"));
    connect(m_reset, &QToolButton::clicked, this, [this] {
        change(tr("Reset the look of “%1”").arg(current()), [](chart::StyleChange& style) { style = {}; });
    });
    auto* row = new QHBoxLayout;
    row->addWidget(m_color);
    row->addStretch();
    row->addWidget(m_reset);
    form->addRow(tr("Colour"), row);
    m_marker = new QComboBox;
    m_dash = new QComboBox;
    for (QComboBox* box : {m_marker, m_dash})
        box->setIconSize(QSize(36, 16));
    for (const chart::Marker marker : chart::allMarkers())
        m_marker->addItem(markerText(marker), static_cast<int>(marker));
    for (const chart::Dash dash : chart::allDashes())
        m_dash->addItem(dashText(dash), static_cast<int>(dash));
    connect(m_marker, &QComboBox::activated, this, [this] {
        change(tr("Marker of “%1”").arg(current()),
            [this](chart::StyleChange& style) { style.marker = static_cast<chart::Marker>(m_marker->currentData().toInt()); });
    });
    connect(m_dash, &QComboBox::activated, this, [this] {
        change(tr("Dash of “%1”").arg(current()),
            [this](chart::StyleChange& style) { style.dash = static_cast<chart::Dash>(m_dash->currentData().toInt()); });
    });
    form->addRow(tr("Marker"), m_marker);
    form->addRow(tr("Dash"), m_dash);
    m_label = new QLineEdit;
    m_group = new QLineEdit;
    m_group->setPlaceholderText(tr("none"));
    m_group->setToolTip(tr("Series of a group stand together in the list and in the legend"));
    connect(m_label, &QLineEdit::editingFinished, this, [this] {
        change(tr("Name of “%1”").arg(current()),
            [this](chart::StyleChange& style) { style.label = m_label->text().trimmed().toStdString(); });
    });
    connect(m_group, &QLineEdit::editingFinished, this, [this] {
        change(tr("Group of “%1”").arg(current()),
            [this](chart::StyleChange& style) { style.group = m_group->text().trimmed().toStdString(); });
    });
    form->addRow(tr("Name"), m_label);
    form->addRow(tr("Group"), m_group);
    return editor;
}

QString SeriesPanel::current() const { return m_list->currentIndex().data(models::SeriesModel::KeyRole).toString(); }

void SeriesPanel::select(const QString& key)
{
    if (const int row = m_model->rowOf(key); row >= 0)
        m_list->setCurrentIndex(m_model->index(row));
}

void SeriesPanel::setObstacle(const QString& reason)
{
    m_editor->setEnabled(reason.isEmpty() && !current().isEmpty());
    m_editor->setToolTip(reason);
}

chart::SeriesStyle SeriesPanel::currentStyle() const
{
    return m_styles->book().styleOf(current().toStdString(),
        m_list->currentIndex().data(models::SeriesModel::WearsRole).toString().toStdString(), charts::themeFor(palette()));
}

void SeriesPanel::showCurrent()
{
    const QString key = current();
    m_editor->setEnabled(!key.isEmpty());
    const chart::StyleChange& change = m_styles->book().change(key.toStdString());
    const chart::SeriesStyle style = currentStyle();
    const qreal ratio = devicePixelRatioF();
    m_color->setIcon(QIcon(drawn(palette(), ratio, [&](QPainter& painter) {
        painter.setBrush(charts::toColor(style.color));
        painter.setPen(palette().color(QPalette::Mid));
        painter.drawRoundedRect(QRectF(0.5, 0.5, 35, 15), 3, 3);
    })));
    m_color->setAccessibleDescription(QString::fromStdString(style.color.hex()));
    for (int i = 0; i < m_marker->count(); ++i) {
        chart::SeriesStyle one = style;
        one.marker = static_cast<chart::Marker>(m_marker->itemData(i).toInt());
        m_marker->setItemIcon(i, QIcon(drawn(palette(), ratio, [&](QPainter& painter) {
            charts::paintMarker(&painter, QPointF(18, 8), 5, one, palette().color(QPalette::Base));
        })));
    }
    for (int i = 0; i < m_dash->count(); ++i)
        m_dash->setItemIcon(i, QIcon(drawn(palette(), ratio, [&](QPainter& painter) {
            painter.setPen(QPen(charts::toColor(style.color), 2, charts::penStyle(static_cast<chart::Dash>(m_dash->itemData(i).toInt()))));
            painter.drawLine(QPointF(0, 8), QPointF(36, 8));
        })));
    m_marker->setCurrentIndex(m_marker->findData(static_cast<int>(style.marker)));
    m_dash->setCurrentIndex(m_dash->findData(static_cast<int>(style.dash)));
    if (!m_label->hasFocus())
        m_label->setText(QString::fromStdString(change.label));
    m_label->setPlaceholderText(m_list->currentIndex().data().toString());
    if (!m_group->hasFocus())
        m_group->setText(QString::fromStdString(change.group));
    m_reset->setEnabled(!change.isEmpty());
}

void SeriesPanel::chooseColor()
{
    const QColor color = QColorDialog::getColor(charts::toColor(currentStyle().color), this, tr("Colour of the series"));
    if (color.isValid())
        change(tr("Colour of “%1”").arg(current()), [&color](chart::StyleChange& style) {
            style.color = chart::Rgb {static_cast<std::uint8_t>(color.red()), static_cast<std::uint8_t>(color.green()),
                static_cast<std::uint8_t>(color.blue())};
        });
}

void SeriesPanel::change(const QString& what, const std::function<void(chart::StyleChange&)>& edit)
{
    const QString key = current();
    if (key.isEmpty())
        return;
    chart::StyleChange style = m_styles->book().change(key.toStdString());
    edit(style);
    m_styles->setStyle(key, style, what);
}

/// In a low window the list matters more.
void SeriesPanel::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    m_editor->setVisible(height() >= kRoomForEditor);
}

void SeriesPanel::showMenu(const QPoint& at)
{
    const QModelIndex index = m_list->indexAt(at);
    if (!index.isValid())
        return;
    QMenu menu(this);
    menu.addAction(tr("Show only this one"), this, [this, index] { m_model->solo(index); });
    const QString group = index.data(models::SeriesModel::GroupRole).toString();
    if (!group.isEmpty())
        menu.addAction(tr("Show only the group “%1”").arg(group), this, [this, group] { m_model->soloGroup(group); });
    menu.addAction(tr("Rename"), this, [this, index] { m_list->edit(index); });
    menu.exec(m_list->viewport()->mapToGlobal(at));
}

} // namespace fulcrum::views
